// The form over facts and goals: names complete themselves; the engine answers with derivations as nested lists and with what is missing.
import { address, ask, data, element, plain, type Graph } from "./site";

interface Word { name: string; goal: boolean; says: string; write: string }
interface Way { facts: { says: string; write: string }[]; statement: string; buys: string | null }
interface Answer { html: string; missing: Way[]; conclusions: { vacuous: boolean }[] }

const filled = (says: string): string => says.replace(/[{}]/g, "");

export function derive(): void {
  const form = document.querySelector<HTMLFormElement>("#derive");
  const shown = document.querySelector<HTMLElement>("#derived");
  if (!form || !shown) return;
  const given = form.querySelector<HTMLTextAreaElement>("[name=given]")!;
  void completed(form, given);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    shown.textContent = "Deriving …";
    ask<Answer>("derive", {
      goal: form.querySelector<HTMLInputElement>("[name=goal]")!.value,
      given: given.value.split("\n").map((line) => line.trim()).filter(Boolean),
      delta: Number(form.querySelector<HTMLInputElement>("[name=delta]")!.value),
    }).then(
      (answer) => {
        shown.classList.remove("fault");
        shown.classList.add("tree");
        shown.replaceChildren(...new DOMParser().parseFromString(answer.html, "text/html").body.childNodes);
        shown.querySelector("details")?.setAttribute("open", "");
        linked(shown);
        const reached = answer.conclusions.some((one) => !one.vacuous);
        if (answer.missing.length) shown.append(absent(answer.missing, reached, given));
        void titled(shown).catch(() => undefined);
      },
      (why: Error) => {
        shown.classList.add("fault");
        shown.textContent = why.message;
      },
    );
  });
}

/** Names of quantities and properties for the fields, and what the chosen one says. */
async function completed(form: HTMLFormElement, given: HTMLTextAreaElement): Promise<void> {
  const words = await ask<Word[]>("vocabulary");
  const of = new Map(words.map((word) => [word.name, word]));
  const option = (word: Word): HTMLOptionElement => element("option", filled(word.says), { value: word.name });
  form.querySelector("#goals")!.replaceChildren(...words.filter((word) => word.goal).map(option));
  form.querySelector("#facts")!.replaceChildren(...words.map(option));
  const add = form.querySelector<HTMLInputElement>("[name=add]")!;
  const says = form.querySelector<HTMLElement>(".says")!;
  add.closest<HTMLElement>("[hidden]")!.hidden = false;
  add.addEventListener("input", () => {
    const word = of.get(add.value);
    says.textContent = word ? `${filled(word.says)}.` : "";
    if (word) {
      add.value = word.write;
      const end = word.write.includes("=,") || word.write.endsWith("=)") ? word.write.indexOf("=") + 1 : word.write.length;
      add.setSelectionRange(end, end);
    }
  });
  const put = (): void => {
    if (add.value.trim()) append(given, add.value.trim());
    add.value = says.textContent = "";
    add.focus();
  };
  form.querySelector("[data-action=add]")!.addEventListener("click", put);
  add.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    put();
  });
}

function append(given: HTMLTextAreaElement, line: string): void {
  given.value = `${given.value.trimEnd()}\n${line}`.trimStart();
}

/** The least sets of further facts that would reach the goal; each can be put among what is given. */
function absent(ways: Way[], reached: boolean, given: HTMLTextAreaElement): HTMLElement {
  const part = element("details", "", { class: "missing" });
  part.open = !reached;
  part.append(element("summary", reached ? "What else would do" : "What is missing: any one of these would do"));
  const list = element("ul");
  for (const way of ways) {
    const item = element("li", way.facts.map((fact) => fact.says).join("; "));
    const link = element("a", way.statement, { href: address(way.statement), "data-knowl": way.statement });
    item.append(element("br"), way.buys ? `Would give: ${way.buys}, by ` : "By ", link, ". ");
    const button = element("button", "Suppose it", { type: "button" });
    button.addEventListener("click", () => way.facts.forEach((fact) => append(given, fact.write)));
    item.append(button);
    list.append(item);
  }
  part.append(list);
  return part;
}

/** Links name their statements by titles. */
async function titled(within: HTMLElement): Promise<void> {
  const titles = new Map((await data<Graph>("graph")).nodes.map((node) => [node.id, plain(node.title)]));
  for (const link of within.querySelectorAll<HTMLElement>("a[data-knowl]")) link.textContent = titles.get(link.dataset.knowl!) ?? link.textContent;
}

/** "by hoeffding-inequality" becomes a link to that statement. */
function linked(within: HTMLElement): void {
  for (const place of within.querySelectorAll("small, summary")) {
    const found = /^by ([a-z0-9-]+)$/.exec(place.textContent ?? "");
    if (!found) continue;
    place.replaceChildren("by ", element("a", found[1]!, { href: address(found[1]!), "data-knowl": found[1]! }));
  }
}
