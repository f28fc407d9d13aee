// Steps of a proof fold to their first line. The button stands in the margin, so that the text does not move.
import { element } from "./site";

export function folding(): void {
  for (const step of document.querySelectorAll<HTMLLIElement>("details.proof li[id^='step-']")) {
    const body = step.querySelector<HTMLElement>(".step")!;
    body.id = `${step.id}-body`;
    const button = element("button", "−", { class: "step-fold", type: "button", "aria-expanded": "true", "aria-controls": body.id, "aria-label": `Fold step ${step.id.slice(5)}` });
    button.addEventListener("click", () => {
      const open = step.classList.toggle("folded") === false;
      body.inert = !open;
      button.textContent = open ? "−" : "+";
      button.setAttribute("aria-expanded", String(open));
    });
    step.prepend(button);
  }
}
