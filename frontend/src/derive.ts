// The form over facts and goals; the engine answers with derivations as nested lists.
import { address, ask } from "./site";

export function derive(): void {
  const form = document.querySelector<HTMLFormElement>("#derive");
  const shown = document.querySelector<HTMLElement>("#derived");
  if (!form || !shown) return;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const given = new FormData(form);
    shown.textContent = "Deriving …";
    ask<{ html: string }>("derive", {
      goal: String(given.get("goal")),
      given: String(given.get("given")).split("\n").map((line) => line.trim()).filter(Boolean),
      delta: Number(given.get("delta")),
    }).then(
      ({ html }) => {
        shown.classList.remove("fault");
        shown.classList.add("tree");
        shown.replaceChildren(...new DOMParser().parseFromString(html, "text/html").body.childNodes);
        linked(shown);
      },
      (why: Error) => {
        shown.classList.add("fault");
        shown.textContent = why.message;
      },
    );
  });
}

/** "by hoeffding-inequality" becomes a link to that statement. */
function linked(within: HTMLElement): void {
  for (const place of within.querySelectorAll("small, summary")) {
    const found = /^by ([a-z0-9-]+)$/.exec(place.textContent ?? "");
    if (!found) continue;
    const link = document.createElement("a");
    link.href = address(found[1]!);
    link.dataset.knowl = found[1]!;
    link.textContent = found[1]!;
    place.replaceChildren("by ", link);
  }
}
