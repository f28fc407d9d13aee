// A rule as a form: fields for its numbers, its value, and a curve in one of them; evaluated by the rule itself.
import { scrolling } from "./scrolling";
import { ask, element } from "./site";

interface Field { name: string; words: string; symbol: string; says: string; value: number; whole: boolean }
interface Form { fields: Field[]; formula: string; concludes: string }
interface Answer { value: number | null; sentence: string; curve?: [number, number][] }

const HEIGHT = 250, LEFT = 58, RIGHT = 14, TOP = 10, BOTTOM = 44, WIDEST = 640;

export function liveFormula(): void {
  const section = document.querySelector<HTMLElement>(".formula-live");
  if (!section) return;
  void build(section).catch(() => undefined); // a statement whose rule has no numbers shows no form
}

async function build(section: HTMLElement): Promise<void> {
  const id = section.dataset.rule!;
  const form = await ask<Form>(`rules/${id}`);
  if (form.formula) {
    const shown = element("div", "", { class: "display" });
    shown.append(...parsed(form.formula));
    section.append(shown);
  }
  const controls = element("form", "", { class: "controls" });
  const vary = element("select", "", { name: "vary", "aria-label": "Draw the value against" });
  const inputs = form.fields.map((field) => {
    const label = element("label", "", { title: field.says }), words = element("span");
    if (field.symbol) words.append(...parsed(field.symbol), " ");
    words.append(element("span", field.symbol ? field.words.replace(/^.* of /, "") : field.words, { class: field.symbol ? "kind" : "" }));
    label.append(words);
    const input = element("input", "", { type: "number", step: field.whole ? "1" : "any", name: field.name, value: String(field.value) });
    label.append(input);
    controls.append(label);
    vary.append(element("option", field.words, { value: field.name }));
    return input;
  });
  const label = element("label", "drawn against");
  label.append(vary);
  controls.append(label);
  controls.addEventListener("submit", (event) => event.preventDefault());
  const said = element("p", "", { role: "status", class: "value" });
  const figure = element("figure");
  section.append(controls, said, figure);
  section.hidden = false;
  scrolling(section);

  let wanted = 0;
  async function update(): Promise<void> {
    const mine = ++wanted;
    const values = Object.fromEntries(inputs.filter((input) => input.value !== "").map((input) => [input.name, Number(input.value)]));
    try {
      const answer = await ask<Answer>("evaluate", { id, values, vary: vary.value });
      if (mine !== wanted) return;
      said.textContent = `${answer.sentence.charAt(0).toUpperCase()}${answer.sentence.slice(1)}.`;
      said.classList.remove("fault");
      figure.replaceChildren(curve(answer.curve ?? [], vary.selectedOptions[0]!.text, values[vary.value], Math.min(WIDEST, figure.clientWidth)));
    } catch (why) {
      if (mine !== wanted) return;
      said.textContent = (why as Error).message;
      said.classList.add("fault");
      figure.replaceChildren();
    }
  }
  let pause = 0;
  controls.addEventListener("input", () => {
    window.clearTimeout(pause);
    pause = window.setTimeout(() => void update(), 120);
  });
  await update();
}

const parsed = (html: string): NodeListOf<ChildNode> => new DOMParser().parseFromString(html, "text/html").body.childNodes;

interface Axis { at: (value: number) => number; ticks: number[] }

/** An axis over values, logarithmic where all are positive, as a share of its length; with a few round values on it. */
function axis(values: number[], most: number): Axis {
  const low = Math.min(...values), high = Math.max(...values), log = low > 0;
  const f = log ? Math.log10 : (v: number): number => v;
  const at = (v: number): number => (high === low ? 0.5 : (f(v) - f(low)) / (f(high) - f(low)));
  const inside = (ticks: number[]): number[] => ticks.filter((v) => v >= low * (1 - 1e-9) && v <= high * (1 + 1e-9));
  if (log) {
    const from = Math.floor(Math.log10(low)), decades = Array.from({ length: Math.ceil(Math.log10(high)) - from + 1 }, (_, k) => from + k);
    for (const multiples of [[1], [1, 3], [1, 2, 5], [1, 2, 3, 4, 5, 6, 7, 8, 9]]) {
      const step = multiples.length > 1 ? 1 : Math.ceil(decades.length / most);
      const ticks = inside(decades.filter((_, k) => k % step === 0).flatMap((power) => multiples.map((m) => m * 10 ** power)));
      if (ticks.length >= 2 && ticks.length <= most) return { at, ticks };
    }
  }
  const raw = (high - low) / (most - 1), unit = 10 ** Math.floor(Math.log10(raw)), step = [1, 2, 5, 10].find((m) => m * unit >= raw)! * unit;
  const ticks = high > low ? inside(Array.from({ length: most + 1 }, (_, k) => (Math.ceil(low / step) + k) * step)) : [low];
  return { at, ticks };
}

const short = (v: number): string => {
  const size = Math.abs(v);
  if (size !== 0 && (size >= 1e5 || size < 1e-3)) return v.toExponential(1).replace(".0e", "e").replace("e+", "e").replace("e", " · 10^");
  return Number(v.toPrecision(3)).toString();
};

/** The curve, with a mark at the value chosen. */
function curve(points: [number, number][], name: string, here: number | undefined, width: number): SVGSVGElement {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
  svg.setAttribute("width", String(width));
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", `The value against ${name}`);
  if (points.length < 2) return svg;
  const xs = points.map(([x]) => x), ys = points.map(([, y]) => y);
  const across = axis(xs, Math.max(3, Math.floor(width / 90))), up = axis(ys, 5);
  const px = (x: number): number => LEFT + across.at(x) * (width - LEFT - RIGHT), py = (y: number): number => HEIGHT - BOTTOM - up.at(y) * (HEIGHT - TOP - BOTTOM);
  const draw = (tag: string, attributes: Record<string, string | number>, text = ""): SVGElement => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
    made.textContent = text;
    svg.append(made);
    return made;
  };
  const number = (v: number, attributes: Record<string, string | number>): void => {
    const [digits, power] = short(v).split("^");
    const made = draw("text", attributes, digits === "1 · 10" ? "10" : digits);
    if (power === undefined) return;
    const raised = document.createElementNS("http://www.w3.org/2000/svg", "tspan");
    raised.setAttribute("dy", "-5");
    raised.setAttribute("font-size", "10");
    raised.textContent = power.replace("-", "−");
    made.append(raised);
  };
  draw("path", { d: `M${LEFT} ${TOP}V${HEIGHT - BOTTOM}H${width - RIGHT}`, class: "axis" });
  for (const x of across.ticks) {
    draw("path", { d: `M${px(x).toFixed(1)} ${HEIGHT - BOTTOM}v5`, class: "axis" });
    number(x, { x: px(x).toFixed(1), y: HEIGHT - BOTTOM + 19, "text-anchor": "middle" });
  }
  for (const y of up.ticks) {
    draw("path", { d: `M${LEFT} ${py(y).toFixed(1)}h-5`, class: "axis" });
    number(y, { x: LEFT - 9, y: (py(y) + 4).toFixed(1), "text-anchor": "end" });
  }
  draw("text", { x: (LEFT + width - RIGHT) / 2, y: HEIGHT - 6, "text-anchor": "middle" }, name);
  draw("path", { d: "M" + points.map(([x, y]) => `${px(x).toFixed(1)} ${py(y).toFixed(1)}`).join("L"), class: "curve" });
  if (here !== undefined && here >= Math.min(...xs) && here <= Math.max(...xs)) {
    const near = points.reduce((best, point) => (Math.abs(point[0] - here) < Math.abs(best[0] - here) ? point : best));
    draw("circle", { cx: px(near[0]).toFixed(1), cy: py(near[1]).toFixed(1), r: 4, class: "here" });
  }
  return svg;
}
