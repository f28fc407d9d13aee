// Renders formulas by KaTeX: one JSON document on standard input, one on standard output.
// In: {katex: path, output, formulas: [{tex, display, macros, marks}]}. Out: [{html} | {error, position}].
// `marks` names macros whose expansions are to stand in elements with data-macro; where TeX allows none there, there is none.
"use strict";
const { readFileSync } = require("node:fs");
const { katex: path, output, formulas } = JSON.parse(readFileSync(0, "utf8"));
const katex = require(path);

const SCRIPTED = /^([^_^]+)((?:[_^](?:\{[^{}]*\}|\w))+)$/;
const trusting = {
  strict: (code) => (code === "htmlExtension" ? "ignore" : "error"),
  trust: ({ command }) => command === "\\htmlData",
};

function set({ tex, display }, macros, options = { strict: "error", trust: false }) {
  return katex.renderToString(tex, { displayMode: display, output, macros: { ...macros }, throwOnError: true, ...options });
}

// Scripts stay outside, so that a prime after them is set as ever.
function mark(name, tex) {
  const [, base, scripts] = SCRIPTED.exec(tex) ?? [tex, tex, ""];
  return `\\htmlData{macro=${name}}{${base}}${scripts}`;
}

function marked(formula) {
  const macros = { ...formula.macros };
  for (const name of formula.marks) macros[`\\${name}`] = mark(name, macros[`\\${name}`]);
  return set(formula, macros, trusting);
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
