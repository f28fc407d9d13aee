// Search the zoo by a formula over properties: ~ before &, & before |; what is not known counts neither way.
import { data } from "./site";

type Known = boolean | null;
interface Zoo { properties: Record<string, string>; objects: { id: string; name: string; kind: string; traits: Record<string, boolean> }[] }
type Formula = (traits: Record<string, boolean>) => Known;

const TOKEN = /\s*(?:([&|~()])|"([^"]*)"|'([^']*)'|([^\s&|~()"']+))/y;

/** The formula that a text writes; throws a sentence for a text that is none. */
export function parse(text: string, id: (word: string) => string): Formula {
  const tokens: { mark?: string; word?: string }[] = [];
  const trimmed = text.trim();
  for (TOKEN.lastIndex = 0; TOKEN.lastIndex < trimmed.length;) {
    const found = TOKEN.exec(trimmed);
    if (!found) throw new Error("A quote is not closed.");
    tokens.push(found[1] ? { mark: found[1] } : { word: found[2] ?? found[3] ?? found[4]! });
  }
  let at = 0;
  const either = (): Formula => {
    const parts = [both()];
    while (tokens[at]?.mark === "|") { at++; parts.push(both()); }
    return (traits) => parts.map((part) => part(traits)).reduce((a, b) => (a || b ? true : a === null || b === null ? null : false));
  };
  const both = (): Formula => {
    const parts = [one()];
    while (tokens[at]?.mark === "&") { at++; parts.push(one()); }
    return (traits) => parts.map((part) => part(traits)).reduce((a, b) => (a === false || b === false ? false : a === null || b === null ? null : true));
  };
  const one = (): Formula => {
    const token = tokens[at++];
    if (!token) throw new Error("A property is missing at the end.");
    if (token.mark === "~") {
      const inner = one();
      return (traits) => { const value = inner(traits); return value === null ? null : !value; };
    }
    if (token.mark === "(") {
      const inner = either();
      if (tokens[at++]?.mark !== ")") throw new Error("A bracket is not closed.");
      return inner;
    }
    if (token.word === undefined) throw new Error(`A property is missing before ${token.mark}.`);
    const property = id(token.word);
    return (traits) => traits[property] ?? null;
  };
  const formula = either();
  if (at < tokens.length) throw new Error(`& or | is missing before ${tokens[at]!.mark ?? tokens[at]!.word}.`);
  return formula;
}

export function zoo(): void {
  const form = document.querySelector<HTMLFormElement>("form#zoo");
  const said = document.querySelector<HTMLElement>("#zoo-found");
  if (!form || !said) return;
  const input = form.querySelector<HTMLInputElement>("[name=formula]")!;
  const examples = document.querySelector<HTMLElement>(".examples")!;
  form.hidden = examples.hidden = false;
  const show = (ids: Set<string> | null): void => {
    for (const part of document.querySelectorAll<HTMLElement>("[data-animal]")) part.hidden = ids !== null && !ids.has(part.dataset.animal!);
    for (const part of document.querySelectorAll<HTMLElement>(".kind-of-animal")) part.hidden = !part.querySelector("[data-animal]:not([hidden])");
  };
  const find = async (): Promise<void> => {
    const text = input.value.trim();
    said.classList.remove("fault");
    if (!text) {
      said.textContent = "";
      return show(null);
    }
    const known = await data<Zoo>("zoo");
    const names = new Map(Object.entries(known.properties).flatMap(([id, name]) => [[name.toLowerCase(), id], [id, id]] as [string, string][]));
    try {
      const formula = parse(text, (word) => {
        const found = names.get(word.toLowerCase());
        if (found === undefined) throw new Error(`There is no property “${word}”; they are listed at the end of the page.`);
        return found;
      });
      const ids = known.objects.filter((one) => formula(one.traits) === true).map((one) => one.id);
      said.textContent = ids.length === 0 ? "None is known to satisfy it." : `${ids.length} of ${known.objects.length} ${ids.length === 1 ? "satisfies" : "satisfy"} it.`;
      show(new Set(ids));
    } catch (why) {
      said.classList.add("fault");
      said.textContent = (why as Error).message;
    }
  };
  let pause = 0;
  input.addEventListener("input", () => {
    window.clearTimeout(pause);
    pause = window.setTimeout(() => void find(), 60);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void find();
  });
  for (const button of examples.querySelectorAll<HTMLButtonElement>("[data-formula]"))
    button.addEventListener("click", () => {
      input.value = button.dataset.formula!;
      void find();
    });
  const opened = (): void => document.getElementById(decodeURIComponent(window.location.hash.slice(1)))?.closest("details.animal")?.setAttribute("open", "");
  window.addEventListener("hashchange", opened);
  opened();
}
