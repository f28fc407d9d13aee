// Keyboard: search, turn pages, fold proofs, help.
import { element, root } from "./site";

const KEYS: [string, string][] = [
  ["/", "search"],
  ["n", "next statement, chapter by chapter"],
  ["p", "previous statement"],
  ["f", "fold or unfold the proof"],
  ["s", "next symbol that has a meaning here"],
  ["m", "map of this statement"],
  ["h", "first page"],
  ["?", "this list"],
];

function help(): void {
  let dialog = document.querySelector<HTMLDialogElement>("#keys");
  if (!dialog) {
    dialog = element("dialog", "", { id: "keys", "aria-label": "Keys" });
    const rows = element("dl");
    for (const [key, words] of KEYS) {
      const term = element("dt");
      term.append(element("kbd", key));
      rows.append(term, element("dd", words));
    }
    const close = element("button", "Close", { type: "button" });
    close.addEventListener("click", () => dialog!.close());
    dialog.append(element("h2", "Keys"), rows, close);
    document.body.append(dialog);
  }
  if (dialog.open) dialog.close();
  else dialog.showModal();
}

export function keys(): void {
  document.querySelector<HTMLElement>(".keys-hint")?.removeAttribute("hidden");
  document.addEventListener("keydown", (event) => {
    const at = event.target as HTMLElement;
    if (event.ctrlKey || event.metaKey || event.altKey || at.closest("input, textarea, select, [contenteditable]")) return;
    const turn = (rel: string): void => document.querySelector<HTMLAnchorElement>(`a[rel="${rel}"]`)?.click();
    const id = document.querySelector<HTMLElement>("article.statement")?.dataset.id;
    switch (event.key) {
      case "/":
        event.preventDefault();
        document.querySelector<HTMLInputElement>("#search")?.focus();
        break;
      case "n": turn("next"); break;
      case "p": turn("prev"); break;
      case "f": document.querySelector<HTMLElement>("details.proof > summary")?.click(); break;
      case "m": if (id) window.location.href = `${root}map/?id=${id}`; break;
      case "h": window.location.href = root; break;
      case "?": help(); break;
    }
  });
}
