// What every page of the reader runs: each part finds its own elements and does nothing where they are not.
import { copies } from "./copies";
import { derive } from "./derive";
import { drawn } from "./drawn";
import { folding } from "./folding";
import { keys } from "./keys";
import { knowls } from "./knowls";
import { liveFormula } from "./formula";
import { model } from "./model";
import { paths } from "./paths";
import { scrollingWithFonts } from "./scrolling";
import { search } from "./search";
import { symbols } from "./symbols";
import { turning } from "./turning";
import { zoo } from "./zoo";

document.documentElement.classList.add("js");
knowls();
search();
keys();
symbols();
copies();
paths();
derive();
model();
zoo();
void drawn.then(() => {
  folding();
  scrollingWithFonts();
  liveFormula();
  turning();
});
