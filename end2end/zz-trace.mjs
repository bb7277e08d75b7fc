import { chromium } from "@playwright/test";
import { mkdtempSync, writeFileSync } from "node:fs";
import { startSquall, putUp, serve } from "./bench/canvas/programs.mjs";
import { wall } from "./bench/canvas/wall.mjs";
import { Squall } from "./bench/canvas/squall.mjs";
import { open, rest, watchOpening } from "./bench/canvas/opening.mjs";
const ARGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run","--disable-background-networking", "--disable-component-update", "--disable-sync","--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"];
const count = Number(process.argv[2] ?? 100), n = Number(process.argv[3] ?? 5), trace = process.argv[4];
const folder = mkdtempSync("/tmp/trace-");
const sq = await startSquall("/work/main/target/release/squall", "/work/main/target/site", folder);
const canvas = new Squall(sq, "/work/main/target/release/squall-bench", folder);
const w = wall(count);
for (let i = 0; i < n; i++) {
  const url = await canvas.prepare(w);
  const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ARGS });
  const c0 = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const p0 = await c0.newPage(); await p0.goto(sq.origin + "/favicon.svg"); await rest(browser);
  const c = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await c.newPage();
  await watchOpening(page, canvas);
  if (trace && i === n - 1) await browser.startTracing(page, { path: trace, screenshots: false, categories: ["devtools.timeline","v8","v8.execute","blink.user_timing","loading","disabled-by-default-v8.compile","disabled-by-default-devtools.timeline","disabled-by-default-v8.wasm.detailed","v8.wasm","disabled-by-default-v8.cpu_profiler"] });
  const times = await open(page, url);
  const more = await page.evaluate(() => { const nav = performance.getEntriesByType("navigation")[0]; const fp = performance.getEntriesByType("paint").map(e => [e.name, Math.round(e.startTime)]); return { resp: [nav.fetchStart, nav.requestStart, nav.responseStart, nav.responseEnd, nav.domInteractive, nav.domContentLoadedEventEnd].map(Math.round), fp, first: globalThis.opening.firstWords, res: performance.getEntriesByType("resource").map(e => [e.name.replace(/.*\//, ""), Math.round(e.startTime), Math.round(e.responseEnd)].join(" ")) , marks: performance.getEntriesByType("mark").map(e=>[e.name, Math.round(e.startTime)].join(" "))}; });
  console.log(JSON.stringify(times), JSON.stringify(more));
  if (trace && i === n - 1) await browser.stopTracing();
  await browser.close();
}
await sq.end();
