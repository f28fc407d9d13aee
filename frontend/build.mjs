// Builds the reader's front-end into the folder given: script (that of the map by itself, it is large), style, fonts;
// and KaTeX with its fonts into a second folder, for formulas that are typeset before they are served.
import { build } from "esbuild";
import { cp, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

const [web, katex] = process.argv.slice(2);
if (!web || !katex) throw new Error("usage: node build.mjs WEB_FOLDER KATEX_FOLDER");

const common = { bundle: true, minify: true, logLevel: "warning", target: ["es2022"], legalComments: "linked" };
await build({
  ...common,
  entryPoints: { reader: "src/main.ts", map: "src/map.ts" },
  format: "esm",
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

// One style for the pages: KaTeX's before ours, its fonts where the server has them.
const style = await readFile(join(dist, "katex.min.css"), "utf8");
const formulas = style.replace(/,url\([^)]*\.(woff|ttf)\) format\("[^"]*"\)/g, "").replaceAll("url(fonts/", "url(katex/fonts/");
await writeFile(join(web, "reader.css"), formulas + (await readFile(join(web, "reader.css"), "utf8")));
await cp(join("node_modules", "katex", "LICENSE"), join(katex, "LICENSE"));
const { version } = JSON.parse(await readFile(join("node_modules", "katex", "package.json"), "utf8"));
await writeFile(join(katex, "VERSION"), `${version}\n`);
