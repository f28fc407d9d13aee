// What the reader knows, kept in the browser (and by the local server in a file); for a goal, what is left to read.
import { address, data, element, live, named, plain, root, seenAgain, type Graph, type Vertex } from "./site";

const KEY = "corollary.known";

function known(): Set<string> {
  try {
    return new Set(JSON.parse(window.localStorage.getItem(KEY) ?? "[]") as string[]);
  } catch {
    return new Set();
  }
}

function keep(ids: Set<string>): void {
  const list = [...ids].sort();
  window.localStorage.setItem(KEY, JSON.stringify(list));
  if (live) void fetch(`${root}api/known`, { method: "PUT", headers: { "Content-Type": "application/json" }, body: JSON.stringify(list) }).catch(() => undefined);
}

/** What the local server has kept is added once, where this browser knows nothing. */
async function restore(): Promise<void> {
  if (!live || window.localStorage.getItem(KEY) !== null) return;
  const answer = await fetch(`${root}api/known`);
  if (answer.ok) window.localStorage.setItem(KEY, JSON.stringify(await answer.json()));
}

/** The goal and all it needs that is not known, each after what it needs; nothing behind what is known. */
function left(graph: Graph, goal: string, ids: Set<string>): string[] {
  const uses = new Map<string, string[]>(graph.nodes.map((node) => [node.id, []]));
  const inStatement = new Map<string, string[]>(graph.nodes.map((node) => [node.id, []]));
  for (const [from, to, kind] of graph.edges) {
    uses.get(from)?.push(to);
    if (kind === "statement") inStatement.get(from)?.push(to);
  }
  const seen = new Set<string>();
  const mark = (id: string): void => {
    if (seen.has(id) || id === goal) return;
    seen.add(id);
    for (const to of inStatement.get(id) ?? []) mark(to);
  };
  for (const id of ids) mark(id);
  const order: string[] = [];
  const visit = (id: string): void => {
    if (seen.has(id)) return;
    seen.add(id);
    for (const to of uses.get(id) ?? []) visit(to);
    order.push(id);
  };
  visit(goal);
  return order;
}

function watch(box: HTMLInputElement, id: string, after: () => void): void {
  box.checked = known().has(id);
  box.addEventListener("change", () => {
    const ids = known();
    if (box.checked) ids.add(id);
    else ids.delete(id);
    keep(ids);
    after();
  });
}

function marker(id: string, after: () => void): HTMLLabelElement {
  const box = element("input", "", { type: "checkbox" });
  watch(box, id, after);
  const label = element("label", "", { class: "know" });
  label.append(box, " I know this");
  return label;
}

export function paths(): void {
  const box = document.querySelector<HTMLInputElement>("[data-know]");
  if (box) void restore().catch(() => undefined).then(() => {
    watch(box, box.dataset.know!, () => undefined);
    seenAgain(KEY, () => { box.checked = known().has(box.dataset.know!); });
  });
  const all = document.querySelector<HTMLInputElement>("[data-know-all]");
  if (all) void restore().catch(() => undefined).then(() => chapter(all));
  const form = document.querySelector<HTMLFormElement>("#path-controls");
  if (form) void restore().catch(() => undefined).then(() => page(form));
}

/** A chapter: what is known of it, and a box that marks all of it. */
function chapter(all: HTMLInputElement): void {
  const items = [...document.querySelectorAll<HTMLElement>(".list li[data-id]")];
  const show = (): void => {
    const ids = known();
    for (const item of items) item.classList.toggle("known", ids.has(item.dataset.id!));
    const count = items.filter((item) => ids.has(item.dataset.id!)).length;
    all.checked = count === items.length;
    all.indeterminate = count > 0 && count < items.length;
  };
  all.addEventListener("change", () => {
    const ids = known();
    for (const item of items) all.checked ? ids.add(item.dataset.id!) : ids.delete(item.dataset.id!);
    keep(ids);
    show();
  });
  show();
  seenAgain(KEY, show);
}

async function page(form: HTMLFormElement): Promise<void> {
  const graph = await data<Graph>("graph");
  const nodes = new Map<string, Vertex>(graph.nodes.map((node) => [node.id, node]));
  const list = document.querySelector<HTMLOListElement>("#path")!, progress = document.querySelector<HTMLElement>("#path-progress")!;
  const goal = form.querySelector<HTMLInputElement>("input[name=goal]")!;
  document.querySelector("#goals")!.replaceChildren(...graph.nodes.map((node) => element("option", plain(node.title), { value: node.id })));
  const done = document.querySelector<HTMLProgressElement>("#path-done")!;
  const file = document.querySelector<HTMLElement>("#path-file")!;
  form.hidden = file.hidden = false;
  goal.value = new URLSearchParams(window.location.search).get("goal") ?? "";

  function show(): void {
    const text = goal.value.trim(), node = nodes.get(named(text, nodes) ?? "");
    done.hidden = !node;
    if (!node) {
      progress.textContent = text ? "There is no such statement; choose one that is offered." : `You know ${known().size} of ${graph.nodes.length} statements. Choose a goal.`;
      list.replaceChildren();
      return;
    }
    const ids = known(), todo = left(graph, node.id, ids), whole = left(graph, node.id, new Set());
    const steps = todo.reduce((sum, id) => sum + (nodes.get(id)?.steps ?? 0), 0);
    done.max = whole.length;
    done.value = whole.length - (ids.has(node.id) ? 0 : todo.length);
    progress.textContent = ids.has(node.id) ? `You know ${plain(node.title)}.` : `${todo.length} of ${whole.length} statements left, with ${steps} ${steps === 1 ? "step" : "steps"} of proof.`;
    list.replaceChildren(...todo.map((id) => {
      const item = element("li", "", { "data-id": id });
      item.append(element("a", plain(nodes.get(id)!.title), { href: address(id), class: "statement", "data-knowl": id }), " ", element("span", nodes.get(id)!.kind.replace("-", " "), { class: "kind" }), " ", marker(id, show));
      return item;
    }));
    window.history.replaceState(null, "", `?goal=${encodeURIComponent(node.id)}`);
  }
  goal.addEventListener("input", show);
  form.addEventListener("submit", (event) => event.preventDefault());
  file.querySelector("[data-action=export]")!.addEventListener("click", () => {
    const url = URL.createObjectURL(new Blob([JSON.stringify([...known()].sort(), null, 2)], { type: "application/json" }));
    const link = element("a", "", { href: url, download: "corollary-known.json" });
    link.click();
    URL.revokeObjectURL(url);
  });
  file.querySelector<HTMLInputElement>("input[type=file]")!.addEventListener("change", async (event) => {
    const file = (event.target as HTMLInputElement).files?.[0];
    if (!file) return;
    try {
      const given: unknown = JSON.parse(await file.text());
      if (!Array.isArray(given) || !given.every((id) => typeof id === "string")) throw new Error();
      keep(new Set([...known(), ...given.filter((id) => nodes.has(id))]));
      show();
    } catch {
      progress.textContent = "That file holds no list of statements.";
    }
  });
  show();
  seenAgain(KEY, show);
}
