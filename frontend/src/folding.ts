// Steps of a proof fold: what each concludes stays, and how ("By …") with it.
import { element } from "./site";

export function folding(): void {
  for (const step of document.querySelectorAll<HTMLLIElement>("details.proof li[id^='step-']")) {
    const body = element("div", "", { class: "step-body", id: `${step.id}-body` });
    body.append(...step.childNodes);
    const button = element("button", "−", { class: "step-fold", type: "button", "aria-expanded": "true", "aria-controls": body.id, "aria-label": `Fold step ${step.id.slice(5)}` });
    const first = element("span", "…", { class: "step-folded", hidden: "" });
    button.addEventListener("click", () => {
      const folded = !body.hidden;
      body.hidden = folded;
      first.hidden = !folded;
      button.textContent = folded ? "+" : "−";
      button.setAttribute("aria-expanded", String(!folded));
    });
    step.append(button, first, body);
  }
}
