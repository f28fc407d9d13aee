// Drop a model and data, get the report: the upload starts a job, the page asks until it is done.
import { root } from "./site";

interface Job { id: string; state: "running" | "done" | "failed"; words?: string; report?: string }

export function model(): void {
  const form = document.querySelector<HTMLFormElement>("#model");
  const shown = document.querySelector<HTMLElement>("#explained");
  if (!form || !shown) return;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    shown.classList.remove("fault");
    shown.textContent = "Reading the files …";
    void run(form, shown).catch((why: Error) => {
      shown.classList.add("fault");
      shown.textContent = why.message;
    });
  });
}

async function answered(request: Promise<Response>): Promise<Job> {
  const answer = await request;
  const said = await answer.json();
  if (!answer.ok) throw new Error(typeof said.detail === "string" ? said.detail : "The files were refused.");
  return said as Job;
}

async function run(form: HTMLFormElement, shown: HTMLElement): Promise<void> {
  const given = new FormData(form);
  for (const name of ["train", "test"]) {
    const file = given.get(name);
    if (file instanceof File && file.size === 0) given.delete(name);
  }
  let job = await answered(fetch(`${root}api/explain`, { method: "POST", body: given }));
  while (job.state === "running") {
    shown.textContent = job.words || "Working …";
    await new Promise((resolve) => window.setTimeout(resolve, 500));
    job = await answered(fetch(`${root}api/explain/${job.id}`));
  }
  if (job.state === "failed") throw new Error(job.words ?? "No report could be made.");
  const frame = document.createElement("iframe");
  frame.src = `${root}api/explain/${job.id}/report.html`;
  frame.title = "Report";
  frame.className = "report";
  frame.setAttribute("sandbox", "");
  const link = document.createElement("a");
  link.href = frame.src;
  link.textContent = "Open the report by itself";
  shown.replaceChildren(link, frame);
}
