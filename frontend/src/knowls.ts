// Links to statements open in place: a peek on hover, the statement itself below the line on click; within it the same again.
import { scrolling } from "./scrolling";
import { root } from "./site";

const fetched = new Map<string, Promise<string>>();

function fragment(id: string): Promise<string> {
  if (!fetched.has(id))
    fetched.set(id, fetch(`${root}knowl/${id}.html`).then((answer) => {
      if (!answer.ok) throw new Error("not there");
      return answer.text();
    }));
  return fetched.get(id)!;
}

/** The fragment as an element, its links leading from this page. */
async function knowl(id: string): Promise<HTMLElement> {
  const parsed = new DOMParser().parseFromString(await fragment(id), "text/html");
  const made = parsed.querySelector<HTMLElement>(".knowl")!;
  for (const link of made.querySelectorAll<HTMLAnchorElement>("a[href^='../']"))
    link.setAttribute("href", root + link.getAttribute("href")!.replace(/^\.\.\//, ""));
  return document.importNode(made, true);
}

const link = (target: EventTarget | null): HTMLAnchorElement | null =>
  target instanceof Element ? target.closest<HTMLAnchorElement>("a[data-knowl]") : null;

let peek: HTMLElement | null = null;
let waiting = 0;

function unpeek(): void {
  window.clearTimeout(waiting);
  peek?.remove();
  peek = null;
}

async function show(anchor: HTMLAnchorElement): Promise<void> {
  const made = await knowl(anchor.dataset.knowl!);
  if (!anchor.matches(":hover")) return;
  unpeek();
  peek = made;
  made.classList.add("knowl-peek");
  made.setAttribute("role", "tooltip");
  made.addEventListener("mouseleave", unpeek);
  document.body.append(made);
  beside(made, anchor);
}

/** Put what floats below (or above) what it is about, within the window. */
export function beside(made: HTMLElement, about: Element): void {
  const box = about.getBoundingClientRect();
  const left = Math.min(box.left, document.documentElement.clientWidth - made.offsetWidth - 8);
  const below = box.bottom + made.offsetHeight + 8 < window.innerHeight;
  made.style.left = `${Math.max(8, left) + window.scrollX}px`;
  made.style.top = `${(below ? box.bottom + 4 : Math.max(8, box.top - made.offsetHeight - 4)) + window.scrollY}px`;
}

/** Open the statement below the line of the link, or close it again. */
async function toggle(anchor: HTMLAnchorElement): Promise<void> {
  const open = anchor.getAttribute("aria-controls");
  if (open) {
    document.getElementById(open)?.remove();
    anchor.removeAttribute("aria-controls");
    anchor.setAttribute("aria-expanded", "false");
    return;
  }
  const made = await knowl(anchor.dataset.knowl!);
  made.id = `knowl-${Math.random().toString(36).slice(2)}`;
  anchor.setAttribute("aria-expanded", "true");
  anchor.setAttribute("aria-controls", made.id);
  const block = anchor.closest("p, li, dd, td, .display, .step");
  if (block?.matches("li, dd, td, .step")) block.append(made);
  else (block ?? anchor).after(made);
  scrolling(made);
}

export function knowls(): void {
  if (window.matchMedia("(hover: hover)").matches)
    document.addEventListener("mouseover", (event) => {
      const anchor = link(event.target);
      if (anchor && anchor.getAttribute("aria-expanded") !== "true") {
        window.clearTimeout(waiting);
        waiting = window.setTimeout(() => void show(anchor).catch(() => undefined), 150);
      } else if (!(event.target instanceof Element && event.target.closest(".knowl-peek"))) {
        window.clearTimeout(waiting);
        if (peek) waiting = window.setTimeout(unpeek, 200);
      }
    });
  document.addEventListener("click", (event) => {
    const anchor = link(event.target);
    if (!anchor || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || anchor.closest(".list, .columns")) return;
    event.preventDefault();
    unpeek();
    void toggle(anchor).catch(() => { window.location.href = anchor.href; });
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") unpeek(); });
}
