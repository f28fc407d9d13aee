// The graph of dependencies, layered: what a statement needs or what needs it, to a depth; click to go.
import cytoscape from "cytoscape";
import dagre from "cytoscape-dagre";
import { address, data, element, named, plain, root, type Graph, type Vertex } from "./site";

cytoscape.use(dagre);
const STATUSES: [string, string][] = [
  ["proved here", "--proved"], ["cited", "--cited"], ["observed", "--observed"], ["open", "--open"], ["definition", "--link"], ["background", "--faint"], ["question", "--mark"],
];

const colour = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim() || "#777";
const ofStatus = (status: string): string => colour(STATUSES.find(([words]) => words === status)?.[1] ?? "--faint");

/** Ids within a depth of one, along the edges given. */
function near(start: string, next: Map<string, string[]>, depth: number): Set<string> {
  const seen = new Set([start]);
  let edge = [start];
  for (let step = 0; step < depth && edge.length; step++) {
    edge = edge.flatMap((id) => next.get(id) ?? []).filter((id) => !seen.has(id) && seen.add(id));
  }
  return seen;
}

async function map(): Promise<void> {
  const place = document.querySelector<HTMLElement>("#map")!, form = document.querySelector<HTMLFormElement>("#map-controls")!;
  const legend = document.querySelector<HTMLElement>("#map-legend")!;
  const graph = await data<Graph>("graph");
  const nodes = new Map<string, Vertex>(graph.nodes.map((node) => [node.id, node]));
  const down = new Map<string, string[]>(), up = new Map<string, string[]>();
  for (const [from, to] of graph.edges) {
    down.set(from, [...(down.get(from) ?? []), to]);
    up.set(to, [...(up.get(to) ?? []), from]);
  }
  document.querySelector("#ids")!.replaceChildren(...graph.nodes.map((node) => element("option", plain(node.title), { value: node.id })));
  const field = (name: string): HTMLInputElement => form.elements.namedItem(name) as HTMLInputElement;
  const asked = new URLSearchParams(window.location.search);
  field("id").value = asked.get("id") ?? "";
  field("depth").value = asked.get("depth") ?? "2";
  form.hidden = legend.hidden = false;
  legend.replaceChildren(...STATUSES.flatMap(([words, name]) => {
    const part = element("span"), mark = element("span", "●", { "aria-hidden": "true" });
    mark.style.color = colour(name);
    part.append(mark, ` ${words}`);
    return [part, " "];
  }), "Arrows lead from what is used to what uses it; dashed, in its proof only.");
  const titles = new Map([...document.querySelectorAll<HTMLElement>("#map-text [data-area]")].map((item) => [item.dataset.area!, item.querySelector("a")!.textContent!]));
  const listed = document.querySelector<HTMLElement>("#map-text")!, chapters = [...listed.childNodes];
  const fault = document.querySelector<HTMLElement>("#map-fault")!;

  // Cytoscape would add a style element, which the page's policy forbids, unless it finds one by this id; the rule is in reader.css.
  if (!document.getElementById("__________cytoscape_stylesheet")) document.head.append(element("meta", "", { id: "__________cytoscape_stylesheet" }));
  let shown: cytoscape.Core | null = null;
  function draw(): void {
    const text = field("id").value.trim(), id = named(text, nodes) ?? "", depth = Number(field("depth").value) || 2, direction = field("direction").value;
    fault.textContent = text && !id ? "There is no such statement; choose one that is offered." : "";
    if (fault.textContent) return;
    shown?.destroy();
    shown = null;
    place.classList.add("shown");
    const elements = nodes.has(id) ? around(id, depth, direction) : areas();
    shown = cytoscape({
      container: place,
      elements,
      minZoom: 0.1, maxZoom: 3, autoungrabify: true,
      style: [
        { selector: "node", style: { label: "data(label)", "text-wrap": "wrap", "text-max-width": "190px", "font-size": 16, "font-family": '"Source Serif 4 Variable", Georgia, serif', color: colour("--ink"), "text-valign": "center", "background-color": colour("--paper"), "border-width": 2, "border-color": "data(colour)", shape: "round-rectangle", width: 200, height: 64, padding: "3px" } },
        { selector: "node.here", style: { "border-width": 5 } },
        { selector: "edge", style: { width: 1.2, "line-color": colour("--faint"), "line-opacity": 0.55, "target-arrow-color": colour("--faint"), "target-arrow-shape": "triangle", "arrow-scale": 0.8, "curve-style": "bezier" } },
        { selector: "edge.proof", style: { "line-style": "dashed" } },
      ],
      layout: { name: "dagre", rankDir: "BT", nodeSep: 16, rankSep: 34 } as cytoscape.LayoutOptions,
    });
    const least = 0.6; // a drawing that would be too small to read shows where one is
    if (shown.zoom() < least) {
      shown.zoom(least);
      shown.center(shown.nodes(id ? ".here" : "").first());
      const aside = place.clientHeight / 2 - 60; // what it needs lies below it, what needs it above
      if (id && direction !== "both") shown.panBy({ x: 0, y: direction === "needs" ? -aside : aside });
    }
    shown.on("tap", "node", (event) => { window.location.href = event.target.data("href"); });
    place.dataset.count = String(shown.nodes().length);
    list(id, shown.nodes().map((node) => node.id()));
    if (nodes.has(id)) window.history.replaceState(null, "", `?id=${id}&depth=${depth}`);
  }
  /** The same as words: what is drawn, or the chapters. */
  function list(id: string, drawn: string[]): void {
    if (!nodes.has(id)) return listed.replaceChildren(...chapters);
    const items = element("ul", "", { class: "columns" });
    items.append(...drawn.sort((a, b) => plain(nodes.get(a)!.title).localeCompare(plain(nodes.get(b)!.title))).map((one) => {
      const item = element("li");
      item.append(element("a", plain(nodes.get(one)!.title), { href: address(one), class: "statement", "data-knowl": one }));
      return item;
    }));
    listed.replaceChildren(element("h2", "In this drawing", { id: "map-list" }), items);
  }
  function around(id: string, depth: number, direction: string): cytoscape.ElementDefinition[] {
    const ids = new Set([...(direction === "needed" ? [] : near(id, down, depth)), ...(direction === "needs" ? [] : near(id, up, depth))]);
    return [
      ...[...ids].map((one) => ({ data: { id: one, label: plain(nodes.get(one)!.title), colour: ofStatus(nodes.get(one)!.status), href: address(one) }, classes: one === id ? "here" : "" })),
      ...graph.edges.filter(([from, to]) => ids.has(from) && ids.has(to)).map(([from, to, kind]) => ({ data: { id: `${from}>${to}`, source: to, target: from }, classes: kind })),
    ];
  }
  /** The whole corpus by area: one node an area, edges where statements of one use the other. */
  function areas(): cytoscape.ElementDefinition[] {
    const count = new Map<string, number>(), between = new Map<string, number>();
    for (const node of graph.nodes) count.set(node.area, (count.get(node.area) ?? 0) + 1);
    for (const [from, to] of graph.edges) {
      const a = nodes.get(from)?.area, b = nodes.get(to)?.area;
      if (a && b && a !== b) between.set(`${b} ${a}`, (between.get(`${b} ${a}`) ?? 0) + 1);
    }
    return [
      ...[...count].map(([area, number]) => ({ data: { id: area, label: `${titles.get(area) ?? area} (${number})`, colour: colour("--link"), href: `${root}area/${area}/` } })),
      ...[...between].filter(([pair, number]) => number > (between.get(pair.split(" ").reverse().join(" ")) ?? 0)).map(([pair]) => ({ data: { id: pair, source: pair.split(" ")[0]!, target: pair.split(" ")[1]! } })),
    ];
  }
  form.addEventListener("input", draw);
  form.addEventListener("submit", (event) => event.preventDefault());
  draw();
}

void map();
