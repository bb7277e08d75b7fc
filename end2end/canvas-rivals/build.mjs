// Bundles the rivals of `cargo xtask bench canvas` as their users would for production: node build.mjs
// FOLDER. Each becomes a folder with a page, its script and style, and everything else that it may load, so
// that nothing comes from elsewhere.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const packages = join(here, "node_modules");
const folder = process.argv[2];
rmSync(folder, { recursive: true, force: true });

const page = (name) => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${name}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="page.css">
<style>html, body, #root { height: 100%; margin: 0; overflow: hidden; overscroll-behavior: none; }</style>
<script>
// The wall is on its way while the program loads.
const asked = new URLSearchParams(location.search);
const file = asked.get("notes") ?? asked.get("make");
globalThis.fetched = fetch(file).then((answer) => answer.json());
</script>
<script type="module" src="page.js"></script>
</head>
<body><div id="root"></div></body>
</html>
`;

for (const name of ["tldraw", "excalidraw"]) {
  const output = join(folder, name);
  mkdirSync(output, { recursive: true });
  await build({
    entryPoints: { page: join(here, `${name}.jsx`) },
    outdir: output,
    bundle: true,
    minify: true,
    splitting: true,
    format: "esm",
    target: "es2022",
    jsx: "automatic",
    define: { "process.env.NODE_ENV": '"production"', "process.env.IS_PREACT": '"false"' },
    conditions: ["production"],
    loader: { ".woff2": "file" },
    logLevel: "error",
  });
  writeFileSync(join(output, "index.html"), page(name));
}
for (const part of ["fonts", "icons", "translations", "embed-icons"]) {
  const from = join(packages, "@tldraw/assets", part);
  cpSync(from, join(folder, "tldraw/assets", part), { recursive: true });
}
const fonts = join(packages, "@excalidraw/excalidraw/dist/prod/fonts");
cpSync(fonts, join(folder, "excalidraw/fonts"), { recursive: true });

const versions = ["tldraw", "@excalidraw/excalidraw", "react"].map((name) => {
  const manifest = readFileSync(join(packages, name, "package.json"), "utf8");
  return [name, JSON.parse(manifest).version];
});
writeFileSync(join(folder, "versions.json"), JSON.stringify(Object.fromEntries(versions)));
