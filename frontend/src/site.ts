// Where the site is, and what stands beside its pages.
export const root = document.documentElement.dataset.root ?? "./";
export const live = "live" in document.documentElement.dataset;

/** Once a reader sees the page, which the browser may have made ahead. */
export const shown: Promise<unknown> = (document as { prerendering?: boolean }).prerendering
  ? new Promise((done) => document.addEventListener("prerenderingchange", done, { once: true }))
  : Promise.resolve();

/** Whenever what the browser keeps under a key may have changed while this page was not looked at, or in another window. */
export function seenAgain(key: string, then: () => void): void {
  document.addEventListener("prerenderingchange", then);
  window.addEventListener("pageshow", (event) => { if (event.persisted) then(); });
  window.addEventListener("storage", (event) => { if (event.key === null || event.key === key) then(); });
}

export interface Found { id: string; kind: string; area: string; title: string; status: string; words: string; symbols: string; authors: string }
export interface Vertex { id: string; kind: string; area: string; title: string; status: string; steps: number }
export interface Graph { nodes: Vertex[]; edges: [string, string, "statement" | "proof"][] }

const kept = new Map<string, Promise<unknown>>();

/** A JSON file of the site, fetched once. */
export function data<T>(name: string): Promise<T> {
  if (!kept.has(name))
    kept.set(name, fetch(`${root}data/${name}.json`).then((answer) => {
      if (!answer.ok) throw new Error(`${name} could not be read`);
      return answer.json();
    }));
  return kept.get(name) as Promise<T>;
}

export const address = (id: string): string => `${root}statement/${id}/`;

/** Ask the engine; a refusal becomes an Error with the engine's sentence. */
export async function ask<T>(path: string, body?: unknown): Promise<T> {
  const answer = await fetch(`${root}api/${path}`, body === undefined ? {} : {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
  });
  const said = await answer.json();
  if (!answer.ok) throw new Error(typeof said.detail === "string" ? said.detail : "The request was refused.");
  return said as T;
}

/** An element with text and attributes. */
export function element<K extends keyof HTMLElementTagNameMap>(name: K, text = "", attributes: Record<string, string> = {}): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

/** The id that a text names: an id, or a title in any case. */
export function named(text: string, nodes: Map<string, Vertex>): string | null {
  const words = text.trim().toLowerCase();
  if (nodes.has(words)) return words;
  for (const node of nodes.values()) if (plain(node.title).toLowerCase() === words) return node.id;
  return null;
}

/** A title whose formulas stand between dollars, as plain words. */
export const plain = (title: string): string => title.replaceAll("$", "").replaceAll("\\", "");
