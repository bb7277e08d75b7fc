// How long the desk takes in a browser to derive the model and the hints of a wall, after a change of
// one note. Called by `cargo xtask bench desk`: node desk.mjs CHROMIUM SITE MESSAGES OUTPUT REVISION
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { cpus } from "node:os";
import { extname, join, normalize } from "node:path";
import { chromium } from "@playwright/test";

const [executablePath, site, messages, output, revision] = process.argv.slice(2);
const ROUNDS = 25;
const TYPES = { ".js": "text/javascript", ".wasm": "application/wasm", ".html": "text/html" };

const server = createServer((request, response) => {
  const path = normalize(new URL(request.url, "http://localhost").pathname);
  const empty = path === "/";
  response.setHeader("content-type", TYPES[empty ? ".html" : extname(path)] ?? "application/octet-stream");
  const file = join(path.startsWith("/messages/") ? messages : site, path.replace("/messages/", "/"));
  if (empty) response.end("<!doctype html>");
  else if (existsSync(file)) response.end(readFileSync(file));
  else response.writeHead(404).end();
});
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const browser = await chromium.launch({ executablePath, args });
const page = await browser.newPage();
await page.goto(`http://127.0.0.1:${server.address().port}/`);

const rows = [];
for (const notes of [500, 2_000, 8_000]) {
  const figures = await page.evaluate(
    async ([notes, rounds]) => {
      const { default: init, take } = await import("/pkg/desk.js");
      await init({ module_or_path: "/pkg/desk.wasm" });
      const names = ["whole", "changed", "back", "marks", "hints", "model", "outline"];
      const load = async (name) =>
        new Uint8Array(await (await fetch(`/messages/${notes}.${name}`)).arrayBuffer());
      const [whole, changed, back, ...shown] = await Promise.all(names.map(load));
      const spent = { first: [], marks: [], hints: [], model: [], outline: [] };
      let turn = false;
      for (let round = 0; round < rounds; round += 1) {
        const started = performance.now();
        take(whole);
        take(shown[0]);
        spent.first.push(performance.now() - started);
      }
      for (let round = 0; round < rounds; round += 1) {
        for (const [place, name] of names.slice(3).entries()) {
          const started = performance.now();
          // There and back: a change that changes nothing costs nothing.
          take(turn ? back : changed);
          turn = !turn;
          take(shown[place]);
          spent[name].push(performance.now() - started);
        }
      }
      const median = (list) => list.sort((a, b) => a - b)[Math.floor(list.length / 2)];
      const worst = (list) => Math.max(...list.slice());
      return Object.fromEntries(
        Object.entries(spent).map(([name, list]) => [name, [median(list), worst(list)]]),
      );
    },
    [notes, ROUNDS],
  );
  rows.push([notes, figures]);
}
const version = browser.version();
await browser.close();
server.close();

const cell = ([median, worst]) => `${median.toFixed(1)} (${worst.toFixed(1)})`;
const lines = [
  "# The desk",
  "",
  `Written by \`cargo xtask bench desk\`: from a changed note to the answer, in milliseconds, the median of`,
  `${ROUNDS} rounds and the worst in brackets. Squall ${revision}, Chromium ${version}, ${cpus()[0]?.model.trim()}.`,
  "*The whole wall* is a wall that the desk has not seen before, with taking it in; the other columns are",
  "after a change of one note, where what other notes say and whom they stand beside is known already;",
  "*panel* adds the writing of that panel.",
  "",
  "| Notes | the whole wall | model and hints | with the Hints panel | with the Model panel | with the Outline |",
  "| --- | --- | --- | --- | --- | --- |",
  ...rows.map(([notes, it]) => `| ${notes} | ${cell(it.first)} | ${cell(it.marks)} | ${cell(it.hints)} | ${cell(it.model)} | ${cell(it.outline)} |`),
  "",
];
writeFileSync(output, lines.join("\n"));
console.log(lines.join("\n"));
