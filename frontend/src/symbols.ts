// A symbol shows what it denotes, and leads to its definition: on hover, on tap, and by the key s one after the other.
import { beside } from "./knowls";
import { address, data, element } from "./site";

interface Meaning { denotes: string; id: string | null; title: string }

/** The symbol that the target is part of. A norm and its like are asked about at their bars, not at what stands between. */
function symbol(target: EventTarget | null): HTMLElement | null {
  let found = target instanceof Element ? target.closest<HTMLElement>("[data-macro]") : null;
  for (; found; found = found.parentElement!.closest<HTMLElement>("[data-macro]")) {
    const bars = found.querySelector(":scope > .minner");
    if (!bars || [...bars.children].some((bar) => bar.matches(".mopen, .mclose") && bar.contains(target as Node))) break;
  }
  return found;
}

let shown: HTMLElement | null = null;
let about: HTMLElement | null = null;
let waiting = 0;

function hide(): void {
  window.clearTimeout(waiting);
  shown?.remove();
  about?.classList.remove("asked");
  shown = about = null;
}

async function show(of: HTMLElement): Promise<HTMLElement | null> {
  const meaning = (await data<Record<string, Meaning>>("notation"))[of.dataset.macro!];
  if (!meaning) return null;
  hide();
  about = of;
  of.classList.add("asked");
  shown = element("div", "", { class: "meaning", role: "tooltip" });
  shown.append(meaning.id
    ? element("a", meaning.denotes, { href: address(meaning.id), title: `Defined in “${meaning.title}”` })
    : element("span", meaning.denotes, { tabindex: "-1" }));
  document.body.append(shown);
  beside(shown, of);
  return shown;
}

/** The next symbol of the text after the one asked about, in a part that is open. */
function next(): HTMLElement | undefined {
  const all = [...document.querySelectorAll<HTMLElement>("main [data-macro]")].filter((one) => one.getClientRects().length);
  const at = about ? all.indexOf(about) : all.findIndex((one) => one.getBoundingClientRect().top > 0) - 1;
  return all[at + 1] ?? all[0];
}

export function symbols(): void {
  if (window.matchMedia("(hover: hover)").matches)
    document.addEventListener("mouseover", (event) => {
      const of = symbol(event.target);
      window.clearTimeout(waiting);
      if (of && of !== about) waiting = window.setTimeout(() => void show(of).catch(() => undefined), 120);
      else if (!of && shown && !(event.target instanceof Element && event.target.closest(".meaning"))) waiting = window.setTimeout(hide, 250);
    });
  document.addEventListener("click", (event) => {
    const of = symbol(event.target);
    if (of && !of.closest("a")) void show(of).catch(() => undefined);
    else if (!(event.target instanceof Element && event.target.closest(".meaning"))) hide();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
    if (event.key !== "s" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target instanceof Element && event.target.closest("input, textarea, select, [contenteditable]")) return;
    const of = next();
    if (!of) return;
    of.scrollIntoView({ block: "nearest" });
    void show(of).then((made) => made?.querySelector<HTMLElement>("a, span")?.focus({ preventScroll: true }), () => undefined);
  });
}
