// Copies a permanent link, a citation, BibTeX or the page's source.
export function copies(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-copy]")) {
    const what = button.dataset.copy!;
    const words = button.textContent;
    const text = (): string => {
      if (what === "link") return window.location.href.split(/[?#]/)[0]!;
      if (what === "citation") return `${document.querySelector(".citation")!.textContent!.trim()} ${window.location.href.split(/[?#]/)[0]}`;
      return document.querySelector<HTMLTemplateElement>(`#copy-${what}`)!.content.textContent!.trim();
    };
    button.addEventListener("click", () => {
      void navigator.clipboard.writeText(text()).then(
        () => { button.textContent = "Copied"; },
        () => { button.textContent = "Copying is not allowed here"; },
      ).finally(() => window.setTimeout(() => { button.textContent = words; }, 1500));
    });
  }
}
