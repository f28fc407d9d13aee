// Renders formulas by KaTeX: one JSON document on standard input, one on standard output.
// In: {katex: path, output, formulas: [{tex, display, macros}]}. Out: [{html} | {error, position}].
"use strict";
const { readFileSync } = require("node:fs");
const { katex: path, output, formulas } = JSON.parse(readFileSync(0, "utf8"));
const katex = require(path);

function render({ tex, display, macros }) {
  const options = { displayMode: display, output, macros: { ...macros }, strict: "error", trust: false, throwOnError: true };
  try {
    return { html: katex.renderToString(tex, options) };
  } catch (error) {
    const message = String(error.rawMessage ?? error.message).replace(/\[\w+\]$/, "").trim();
    return { error: message, position: error.position ?? -1 };
  }
}

process.stdout.write(JSON.stringify(formulas.map(render)));
