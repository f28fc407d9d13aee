// Renders formulas by KaTeX: one JSON document on standard input, one on standard output.
// In: {katex: path, output, formulas: [{tex, display, macros, marks}]}. Out: [{html} | {error, position}].
// `marks` names macros whose expansions are to stand in elements with data-macro; where TeX allows none there, there is none.
"use strict";
const { readFileSync } = require("node:fs");
const { katex: path, output, formulas } = JSON.parse(readFileSync(0, "utf8"));
const katex = require(path);

const SCRIPTED = /^([^_^]+)((?:[_^](?:\{[^{}]*\}|\w))+)$/;
const LIMITED = /^\\operatorname\*\{(.*)\}$/;
const DRAWN = '<span class="katex-html"';
const trusting = {
  strict: (code) => (code === "htmlExtension" ? "ignore" : "error"),
  trust: ({ command }) => command === "\\htmlData",
};

function set({ tex, display }, macros, options = { strict: "error", trust: false }) {
  return katex.renderToString(tex, { displayMode: display, output, macros: { ...macros }, throwOnError: true, ...options });
}

// Scripts stay outside, so that a prime after them is set as ever; of an operator with limits the name is marked.
function mark(name, tex) {
  const limited = LIMITED.exec(tex);
  if (limited) return `\\operatorname*{\\htmlData{macro=${name}}{${limited[1]}}}`;
  const [, base, scripts] = SCRIPTED.exec(tex) ?? [tex, tex, ""];
  return `\\htmlData{macro=${name}}{${base}}${scripts}`;
}

// What is drawn is marked; what is read aloud is as without marks.
function marked(formula) {
  const macros = { ...formula.macros };
  for (const name of formula.marks) macros[`\\${name}`] = mark(name, macros[`\\${name}`]);
  const made = set(formula, macros, trusting);
  const at = made.indexOf(DRAWN);
  if (output !== "htmlAndMathml" || at < 0) return made;
  const read = set(formula, formula.macros);
  return read.slice(0, read.indexOf(DRAWN)) + made.slice(at);
}

function render(formula) {
  if (formula.marks.length) {
    try {
      return { html: marked(formula) };
    } catch { /* as a bare superscript, for example: without marks */ }
  }
  try {
    return { html: set(formula, formula.macros) };
  } catch (error) {
    const message = String(error.rawMessage ?? error.message).replace(/\[\w+\]$/, "").trim();
    return { error: message, position: error.position ?? -1 };
  }
}

process.stdout.write(JSON.stringify(formulas.map(render)));
