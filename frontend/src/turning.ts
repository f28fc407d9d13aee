// Browsers that can make pages ahead: the page that a link leads to once the pointer rests on it (links to statements within text open
// in place, and are left out), and the next page of the reading order once this one has been read for a while.
import { element, shown } from "./site";

const READING = 1500; // milliseconds
const PAGES = "a[href]:not([data-knowl], .knowl *, [download], [href^='#'], [href*='//'], [href*='api/'], [href*='figures/']), :is(.list, .columns) a[data-knowl]";
const NEXT = "a[rel=next]";

const prerender = (selector: string, eagerness: string): object => ({ prerender: [{ where: { selector_matches: selector }, eagerness }] });

function add(rules: object): void {
  document.head.append(element("script", JSON.stringify(rules), { type: "speculationrules" }));
}

export function turning(): void {
  if (!HTMLScriptElement.supports?.("speculationrules")) return;
  void shown.then(() => {
    add(prerender(PAGES, "moderate"));
    window.setTimeout(() => add(prerender(NEXT, "immediate")), READING);
  });
}
