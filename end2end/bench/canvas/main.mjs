// Squall, tldraw and Excalidraw in the same browser, one after the other in every round. Called by `cargo
// xtask bench canvas`, which says where everything is.
import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, release } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { chromium } from "@playwright/test";
import { countBytes, open, rest, watchOpening } from "./opening.mjs";
import { serve, startSquall } from "./programs.mjs";
import { quantile, report } from "./report.mjs";
import { Floor, Rival } from "./rivals.mjs";
import { BYTES, FLOOR, MEMORY, ON_WALL, OPENING } from "./rows.mjs";
import { Squall } from "./squall.mjs";
import { wall } from "./wall.mjs";

const LOAD_MAX = 0.7;
/** How long a row may take beside the time that counts. */
const PATIENCE_MS = 90_000;
const VIEWPORT = { width: 1280, height: 800 };
const ARGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
  // Nothing may come from elsewhere, whatever a page asks for.
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"];

const { values: asked } = parseArgs({
  options: {
    chromium: { type: "string" },
    squall: { type: "string" },
    site: { type: "string" },
    generator: { type: "string" },
    folder: { type: "string" },
    output: { type: "string" },
    revision: { type: "string" },
    rounds: { type: "string" },
    seconds: { type: "string" },
    rows: { type: "string", default: "" },
    systems: { type: "string", default: "" },
    anyway: { type: "boolean", default: false },
  },
});
const [rounds, seconds] = [Number(asked.rounds), Number(asked.seconds)];
const load = loadavg()[0];
if (load > LOAD_MAX && !asked.anyway) {
  console.error(
    `the load average is ${load.toFixed(2)}; figures need a quiet machine (at most ${LOAD_MAX}), or say --anyway`,
  );
  process.exit(1);
}

/** Those that are named, in their own order; all if none is. */
function chosen(all, names, keyOf) {
  const wanted = names.split(",").filter(Boolean);
  const unknown = wanted.find((name) => !all.some((one) => keyOf(one) === name));
  if (unknown) {
    console.error(`there is no ${unknown}, only ${all.map(keyOf).join(", ")}`);
    process.exit(1);
  }
  return all.filter((one) => wanted.length === 0 || wanted.includes(keyOf(one)));
}

const ROWS = [FLOOR, ...ON_WALL, ...OPENING, BYTES, MEMORY];
const rows = chosen(ROWS, asked.rows, (row) => row.key);
const wants = (row) => rows.includes(row);

mkdirSync(asked.folder, { recursive: true });
const data = mkdtempSync(join(asked.folder, "data-"));
mkdirSync(join(asked.folder, "empty"), { recursive: true });
writeFileSync(join(asked.folder, "empty/index.html"), "<!doctype html><title>empty</title>");
const files = await serve(asked.folder);
const squall = await startSquall(asked.squall, asked.site, data);
const results = new Map();
/** What pages asked for elsewhere, in vain. */
const elsewhere = new Set();
let version = "";

const launch = () => chromium.launch({ executablePath: asked.chromium, args: ARGS });

/** A page that nobody has seen, in a context of its own. */
async function newPage(browser) {
  const permissions = ["clipboard-read", "clipboard-write"];
  const context = await browser.newContext({ viewport: VIEWPORT, deviceScaleFactor: 1, permissions });
  const page = await context.newPage();
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.protocol.startsWith("http") && url.hostname !== "127.0.0.1") elsewhere.add(url.hostname);
  });
  return page;
}

const canvases = chosen(
  [
    new Squall(squall, asked.generator, asked.folder),
    new Rival("tldraw", files.origin, asked.folder),
    new Rival("Excalidraw", files.origin, asked.folder),
  ],
  asked.systems,
  (canvas) => canvas.key,
);

function keep(row, canvas, result) {
  const key = `${row.key} ${canvas.name}`;
  results.set(key, [...(results.get(key) ?? []), result]);
  if (result.error) console.error(`  ${row.key}: ${result.error}`);
  write();
}

const names = [...canvases.map(({ name }) => name), "empty page"];

const inWords = (error) => String(error.message ?? error).split("\n")[0].slice(0, 160);

/** Does it, and keeps what it gives or why it failed. */
async function attempt(row, canvas, measure) {
  const began = performance.now();
  let result;
  try {
    result = await measure();
  } catch (error) {
    result = { error: inWords(error) };
  }
  keep(row, canvas, result);
  const took = ((performance.now() - began) / 1_000).toFixed(1);
  const { times, remark = "", ...rest } = result;
  const figures = times && {
    p95: quantile(times, 0.95).toFixed(1),
    longest: times.at(-1).toFixed(1),
    count: times.length,
  };
  console.error(`  ${canvas.name}, ${row.key}: ${JSON.stringify(figures ?? rest)} ${remark} [${took} s]`);
  return !result.error;
}

/** Opens a wall in an empty browser, and counts what is loaded. */
async function openOnly(canvas, count) {
  const shown = wall(count);
  const url = await canvas.prepare(shown);
  const browser = await launch();
  try {
    // The browser's own beginning is nobody's.
    const first = await newPage(browser);
    await first.goto(`${files.origin}/empty/`);
    await rest(browser);
    const page = await newPage(browser);
    await watchOpening(page, canvas);
    const loaded = countBytes(page, canvas);
    const times = await open(page, url);
    return { times, bytes: await loaded(performance.now()) };
  } finally {
    await browser.close();
  }
}

/** Everything that is done on walls of this size; where a page may be the worse for it, on a new one. */
async function workOn(canvas, count, list) {
  const shown = count > 0 ? wall(count) : null;
  const left = [...list];
  if (count === 10_000 && wants(MEMORY)) left.unshift(MEMORY);
  while (left.length > 0) {
    const browser = await launch();
    try {
      const page = await newPage(browser);
      await watchOpening(page, canvas);
      await open(page, await canvas.prepare(shown));
      await page.waitForLoadState("networkidle");
      const input = await page.context().newCDPSession(page);
      const hands = { canvas, browser, page, input, wall: shown, seconds };
      let isFresh = true;
      while (left.length > 0 && isFresh) {
        const row = left.shift();
        const isGood = await attempt(row, canvas, () => withinPatience(row.measure(hands)));
        isFresh = isGood && !row.isWearing;
      }
      // To be looked at, when it is in doubt whether all show the same.
      const picture = join(asked.folder, `${canvas.key}-${count}.png`);
      if (asked.anyway && isFresh) await page.screenshot({ path: picture });
    } catch (error) {
      for (const row of left.splice(0)) keep(row, canvas, { error: inWords(error) });
    } finally {
      await browser.close();
    }
  }
}

/** Fails when a row takes far longer than it should. */
async function withinPatience(measuring) {
  let timer;
  const tooLong = new Promise((_, fail) => {
    const say = () => fail(new Error(`not done after ${PATIENCE_MS / 1_000 + seconds} s`));
    timer = setTimeout(say, PATIENCE_MS + seconds * 1_000);
  });
  try {
    return await Promise.race([measuring, tooLong]);
  } finally {
    clearTimeout(timer);
    measuring.catch(() => {});
  }
}

function conditions() {
  const versions = JSON.parse(readFileSync(join(asked.folder, "versions.json"), "utf8"));
  return [
    "# Canvas",
    "",
    `Written by \`cargo xtask bench canvas\`; the median of ${rounds} rounds of ${seconds} s, with the range in`,
    "brackets.",
    "",
    `- Squall ${asked.revision}; tldraw ${versions.tldraw}; Excalidraw ${versions["@excalidraw/excalidraw"]},`,
    `  both with React ${versions.react}, bundled by esbuild for production.`,
    `- Chromium ${version}, headless and without a graphics card, ${VIEWPORT.width} × ${VIEWPORT.height}, one device`,
    "  pixel a CSS pixel.",
    `- ${cpus()[0]?.model.trim()}, ${cpus().length} cores; Linux ${release().split("-")[0]}. Servers, browser and hands`,
    `  share them. Load average at the start: ${load.toFixed(2)}.`,
    ...METHOD,
    ...(elsewhere.size > 0 ? [`- Asked for in vain, outside of the machine: ${[...elsewhere].join(", ")}.`] : []),
    ...(load > LOAD_MAX
      ? ["", "**Other work was in the way: these figures show that the measurement runs, and nothing else.**"]
      : []),
  ];
}

/** How it is measured, for whoever wants to doubt the figures. */
const METHOD = [
  "- The same wall for all: notes of 120 × 120 with two to five words in six colours, in a grid of 150, sections",
  "  of 25 × 20 notes with aisles between. No arrows. tldraw shows its notes at scale 0.6; Excalidraw has no",
  "  notes and shows filled rectangles with bound text, without shadow. Squall's page also derives the model",
  "  of the wall beside it; the others have nothing of the kind.",
  "- The canvases take turns in every round, each in a fresh browser. Squall is its release server with a new",
  "  board; the others read a file in the form in which they keep a wall and are connected to nobody.",
  "- Wheel, mouse and keys are real input events, every 16 ms, through the browser's debugging protocol; what a",
  "  busy page has not taken of a pan is added up. A frame is the time between two of the page's animation",
  "  frames, which the display's rhythm rounds to multiples of 16.7 ms; *longest* is of all rounds.",
  "- Squall is shown and selected by its own keys and mouse, the others by their editor's interface; the wheel,",
  "  the drag and the writing are the same input for all. 500 notes are dragged at about 21 %.",
  "- *Fitted* is what fits. Excalidraw goes no farther out than 10 %, where it shows a part of 10,000 notes.",
  "- Others: Squall's are 50 sockets on its server, on the same cores. Cursors and drags of the rivals are put",
  "  into the page up to 20 times a second as if they had come: no server, no socket, nothing to decode.",
  "- Writing: from the key event to the end of the frame after it.",
  "- Opening: in a browser of its own that has come to rest after its start.",
  "- Seen: the first frame with words of the wall. Takes input: the canvas says so (Squall: connected, all",
  "  there; the rivals: mounted with the wall) and has drawn a frame. Nothing is in a cache, and files come",
  "  over the loopback.",
  "- Loaded: bytes on the wire, with fonts and icons, programs in brotli at its tightest; apart from it the page",
  "  itself and the wall's data. Squall's page has the wall drawn in it.",
  "- Memory: proportional set size of the page's process, after a garbage collection; Squall's with its worker.",
];

/** After every row, so that a run that is broken off was not for nothing. */
function write() {
  writeFileSync(asked.output, report(conditions(), results, names));
}

try {
  const browser = await launch();
  version = browser.version();
  const counts = new Set([...ON_WALL, ...OPENING].filter(wants).map(({ count }) => count));
  if (wants(BYTES)) counts.add(100);
  if (wants(MEMORY)) counts.add(10_000);
  for (const canvas of canvases.filter(({ make }) => make)) {
    for (const count of counts) {
      console.error(`making ${count} notes for ${canvas.name}`);
      await canvas.make(wall(count), async (url) => {
        const page = await newPage(browser);
        await page.goto(url);
        return page;
      });
    }
  }
  await browser.close();

  for (let round = 1; round <= rounds; round += 1) {
    console.error(`round ${round}`);
    if (wants(FLOOR)) await workOn(new Floor(files.origin), 0, [FLOOR]);
    for (const row of OPENING) {
      const withBytes = row.count === 100 && wants(BYTES);
      if (!wants(row) && !withBytes) continue;
      for (const canvas of canvases) {
        let bytes;
        await attempt(row, canvas, async () => {
          const opened = await openOnly(canvas, row.count);
          bytes = opened.bytes;
          return opened.times;
        });
        if (withBytes && bytes) await attempt(BYTES, canvas, async () => bytes);
      }
    }
    for (const count of [1_000, 10_000]) {
      const list = ON_WALL.filter((row) => wants(row) && row.count === count);
      if (list.length === 0 && !(count === 10_000 && wants(MEMORY))) continue;
      for (const canvas of canvases) await workOn(canvas, count, list);
    }
  }
  console.log(report(conditions(), results, names));
} finally {
  await squall.end();
  files.end();
  rmSync(data, { recursive: true, force: true });
}
