// Search as you type, in the browser, over words, symbols and authors.
import MiniSearch from "minisearch";
import { address, data, element, plain, type Found } from "./site";

const SHOWN = 12;
let index: Promise<MiniSearch<Found>> | null = null;

function load(): Promise<MiniSearch<Found>> {
  index ??= data<Found[]>("search").then((rows) => {
    const made = new MiniSearch<Found>({
      idField: "id",
      fields: ["title", "name", "words", "symbols", "authors"],
      storeFields: ["id", "title", "kind", "area", "status"],
      extractField: (row, field) => field === "name" ? row.id.replaceAll("-", " ") : String(row[field as keyof Found] ?? ""),
      tokenize: (text) => text.split(/[\s,;()"“”]+/u).flatMap((word) => word.includes("\\") ? [word] : word.split(/[^\p{L}\p{N}\\_^{}]+/u)).filter(Boolean),
      processTerm: (term) => term.startsWith("\\") ? term : term.toLowerCase(),
      searchOptions: { boost: { title: 6, name: 6, symbols: 2, authors: 2 }, prefix: (term) => term.length > 2, fuzzy: (term) => term.length > 5 ? 0.2 : false, combineWith: "AND" },
    });
    made.addAll(rows);
    return made;
  });
  return index;
}

export function search(): void {
  const input = document.querySelector<HTMLInputElement>("#search");
  const list = document.querySelector<HTMLUListElement>("#hits");
  if (!input || !list) return;
  let chosen = -1;

  function close(): void {
    list!.hidden = true;
    input!.setAttribute("aria-expanded", "false");
    input!.removeAttribute("aria-activedescendant");
    chosen = -1;
  }
  function choose(at: number): void {
    const items = [...list!.children];
    if (!items.length) return;
    chosen = (at + items.length) % items.length;
    items.forEach((item, place) => item.setAttribute("aria-selected", String(place === chosen)));
    items[chosen]!.scrollIntoView({ block: "nearest" });
    input!.setAttribute("aria-activedescendant", items[chosen]!.id);
  }
  async function find(): Promise<void> {
    const words = input!.value.trim();
    if (!words) return close();
    const found = (await load()).search(words).slice(0, SHOWN);
    if (input!.value.trim() !== words) return;
    list!.replaceChildren(...found.map((hit, at) => {
      const item = element("li", plain(String(hit.title)), { role: "option", id: `hit-${at}`, "aria-selected": "false", "data-id": String(hit.id) });
      item.append(element("span", `${hit.kind}, ${hit.area}`, { class: "kind" }));
      return item;
    }));
    if (!found.length) list!.append(element("li", "Nothing fits.", { role: "option", "aria-disabled": "true" }));
    list!.hidden = false;
    input!.setAttribute("aria-expanded", "true");
    chosen = -1;
    if (found.length) choose(0);
  }
  const go = (item: Element | undefined): void => {
    const id = item?.getAttribute("data-id");
    if (id) window.location.href = address(id);
  };

  input.addEventListener("focus", () => void load().catch(() => undefined));
  input.addEventListener("input", () => void find());
  input.addEventListener("blur", () => window.setTimeout(close, 150));
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      choose(chosen + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter") {
      event.preventDefault();
      go(list.children[Math.max(chosen, 0)]);
    } else if (event.key === "Escape") {
      close();
      input.blur();
    }
  });
  list.addEventListener("mousedown", (event) => {
    event.preventDefault();
    go((event.target as Element).closest("li") ?? undefined);
  });
}
