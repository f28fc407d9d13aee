// What every page of the reader runs: each part finds its own elements and does nothing where they are not.
import { copies } from "./copies";
import { derive } from "./derive";
import { folding } from "./folding";
import { keys } from "./keys";
import { knowls } from "./knowls";
import { liveFormula } from "./formula";
import { model } from "./model";
import { paths } from "./paths";
import { scrollingWithFonts } from "./scrolling";
import { search } from "./search";
import { symbols } from "./symbols";
import { zoo } from "./zoo";

document.documentElement.classList.add("js");
knowls();
search();
keys();
folding();
scrollingWithFonts();
symbols();
copies();
paths();
liveFormula();
derive();
model();
zoo();
if (document.getElementById("map")) void import("./map").then(({ map }) => map());
