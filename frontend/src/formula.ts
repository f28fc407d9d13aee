// A rule as a form: fields for its numbers, its value, and a curve in one of them; evaluated by the rule itself.
import { scrolling } from "./scrolling";
import { ask, element } from "./site";

interface Field { name: string; says: string; value: number; whole: boolean }
interface Form { fields: Field[]; formula: string; concludes: string }
interface Answer { value: number | null; sentence: string; curve?: [number, number][] }

const WIDTH = 560, HEIGHT = 240, PAD = 46;

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
    shown.append(...new DOMParser().parseFromString(form.formula, "text/html").body.childNodes);
    section.append(shown);
  }
  const controls = element("form", "", { class: "controls" });
  const vary = element("select", "", { name: "vary", "aria-label": "Draw the value against" });
  const inputs = form.fields.map((field) => {
    const label = element("label", field.name, { title: field.says });
    const input = element("input", "", { type: "number", step: field.whole ? "1" : "any", name: field.name, value: String(field.value) });
    label.append(input);
    controls.append(label);
    vary.append(element("option", field.name, { value: field.name }));
    return input;
  });
  const label = element("label", "against");
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
      figure.replaceChildren(curve(answer.curve ?? [], vary.value, values[vary.value]));
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

/** The curve on logarithmic axes where all is positive, with a mark at the value chosen. */
function curve(points: [number, number][], name: string, at: number | undefined): SVGSVGElement {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", `The value against ${name}`);
  if (points.length < 2) return svg;
  const xs = points.map(([x]) => x), ys = points.map(([, y]) => y);
  const scale = (values: number[]): ((v: number) => number) => {
    const f = Math.min(...values) > 0 ? Math.log : (v: number): number => v;
    const low = f(Math.min(...values)), high = f(Math.max(...values));
    return (v) => (high === low ? 0.5 : (f(v) - low) / (high - low));
  };
  const sx = scale(xs), sy = scale(ys);
  const px = (x: number): number => PAD + sx(x) * (WIDTH - PAD - 12), py = (y: number): number => HEIGHT - PAD / 1.4 - sy(y) * (HEIGHT - PAD);
  const draw = (tag: string, attributes: Record<string, string>, text = ""): void => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.textContent = text;
    svg.append(made);
  };
  const short = (v: number): string => Number(v.toPrecision(3)).toString();
  draw("path", { d: `M${PAD} 8V${HEIGHT - PAD / 1.4}H${WIDTH - 8}`, class: "axis" });
  draw("path", { d: "M" + points.map(([x, y]) => `${px(x).toFixed(1)} ${py(y).toFixed(1)}`).join("L"), class: "curve" });
  for (const [x, anchor] of [[Math.min(...xs), "start"], [Math.max(...xs), "end"]] as const)
    draw("text", { x: String(px(x)), y: String(HEIGHT - 14), "text-anchor": anchor }, short(x));
  for (const y of [Math.min(...ys), Math.max(...ys)]) draw("text", { x: String(PAD - 5), y: String(py(y) + 4), "text-anchor": "end" }, short(y));
  draw("text", { x: String((PAD + WIDTH) / 2), y: String(HEIGHT - 2), "text-anchor": "middle" }, name);
  if (at !== undefined && at >= Math.min(...xs) && at <= Math.max(...xs)) {
    const near = points.reduce((best, point) => (Math.abs(point[0] - at) < Math.abs(best[0] - at) ? point : best));
    draw("circle", { cx: String(px(near[0])), cy: String(py(near[1])), r: "4", class: "here" });
  }
  return svg;
}
