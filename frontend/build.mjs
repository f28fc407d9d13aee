// Builds the reader's front-end into the folder given: script (split, so that the map loads only where it is shown), style, fonts;
// and KaTeX with its fonts into a second folder, for formulas that are typeset before they are served.
import { build } from "esbuild";
import { cp, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

const [web, katex] = process.argv.slice(2);
if (!web || !katex) throw new Error("usage: node build.mjs WEB_FOLDER KATEX_FOLDER");

const common = { bundle: true, minify: true, logLevel: "warning", target: ["es2022"], legalComments: "linked" };
await build({
  ...common,
  entryPoints: { reader: "src/main.ts" },
  format: "esm",
  splitting: true,
  chunkNames: "part-[hash]",
  outdir: web,
});
await build({
  ...common,
  entryPoints: { reader: "style/reader.css" },
  outdir: web,
  loader: { ".woff2": "file" },
  assetNames: "fonts/[name]",
});

const dist = join("node_modules", "katex", "dist");
await mkdir(join(katex, "fonts"), { recursive: true });
for (const name of ["katex.min.js", "katex.min.css"]) await cp(join(dist, name), join(katex, name));
for (const name of await readdir(join(dist, "fonts")))
  if (name.endsWith(".woff2")) await cp(join(dist, "fonts", name), join(katex, "fonts", name));
await cp(join("node_modules", "katex", "LICENSE"), join(katex, "LICENSE"));
const { version } = JSON.parse(await readFile(join("node_modules", "katex", "package.json"), "utf8"));
await writeFile(join(katex, "VERSION"), `${version}\n`);
