// Coming to a wall: when it is seen, when it takes input, what was loaded for it, and the memory it takes.
import { readFileSync } from "node:fs";
import { pause } from "./hands.mjs";
import { WORDS } from "./wall.mjs";

const PATIENCE_MS = 300_000;
/** How long a page may go on with what it does after it takes input. */
const SETTLE_MS = 2_000;

/** How long a browser that has just been started must have had next to nothing to do, and how long it is
 * waited for. */
const REST_MS = 500;
const REST_WITHIN_MS = 20_000;
const REST_LOAD_MAX = 0.05;

/** Waits until the browser has done what it does after its start: pages of its own, which take most of a core
 * for a second or two. People open a wall in a browser that is open already. */
export async function rest(browser) {
  const session = await browser.newBrowserCDPSession();
  const worked = async () => {
    const { processInfo } = await session.send("SystemInfo.getProcessInfo");
    return processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
  };
  const until = performance.now() + REST_WITHIN_MS;
  for (let before = await worked(); performance.now() < until; ) {
    await pause(REST_MS);
    const now = await worked();
    if ((now - before) * 1_000 < REST_MS * REST_LOAD_MAX) return;
    before = now;
  }
  throw new Error("the browser does not come to rest");
}

/** Runs in the page before anything else: notes when the wall's first words are in the document or painted on
 * a canvas, and when the editor is ready. Times are milliseconds since the page was asked for. */
function watch([words, isReady]) {
  const times = (globalThis.opening = { firstWords: null, visible: null, interactive: null });
  const ready = new Function(`return (${isReady})()`);
  const hasWords = (text) => words.some((word) => text.includes(word));
  const afterFrame = (take) => {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => take(performance.now());
      port2.postMessage(null);
    });
  };
  const paints = [CanvasRenderingContext2D, globalThis.OffscreenCanvasRenderingContext2D]
    .filter(Boolean)
    .map(({ prototype }) => ({ prototype, fillText: prototype.fillText }));
  const seen = () => {
    if (times.firstWords !== null) return;
    times.firstWords = performance.now();
    observer.disconnect();
    for (const { prototype, fillText } of paints) prototype.fillText = fillText;
    afterFrame((now) => (times.visible = now));
  };
  for (const { prototype, fillText } of paints) {
    prototype.fillText = function (text, ...rest) {
      if (hasWords(String(text))) seen();
      return fillText.call(this, text, ...rest);
    };
  }
  const observer = new MutationObserver((changes) => {
    for (const { addedNodes, target } of changes) {
      const isText = target.localName !== "script" && target.localName !== "style";
      if (isText && [...addedNodes].some((node) => hasWords(node.textContent ?? ""))) seen();
    }
  });
  observer.observe(document, { childList: true, subtree: true });
  const poll = () => {
    if (ready()) afterFrame((now) => (times.interactive = now));
    else requestAnimationFrame(poll);
  };
  requestAnimationFrame(poll);
}

/** Makes a page watch how it opens. */
export async function watchOpening(page, canvas) {
  const isReady = canvas.isReady.toString();
  const source = isReady.startsWith("function") ? isReady : `function ${isReady}`;
  await page.addInitScript(watch, [WORDS, source]);
}

/** Goes there, and waits until the page takes input. With `watchOpening` it tells when that was. */
export async function open(page, url) {
  await page.goto(url, { waitUntil: "commit", timeout: PATIENCE_MS });
  await page.waitForFunction(() => globalThis.opening?.interactive, null, { timeout: PATIENCE_MS });
  return page.evaluate(() => {
    const [paint] = performance.getEntriesByName("first-contentful-paint");
    const { visible, interactive } = globalThis.opening;
    // Words that were parsed before the first paint are seen with it.
    // Whatever shows none that a script can notice shows them when it takes input at the latest.
    return { visible: Math.max(visible ?? interactive, paint?.startTime ?? 0), interactive };
  });
}

/** Counts what a page loads, by its bytes on the wire: the program, and apart from it the page itself and the
 * wall's data, in which Squall's page has the wall drawn already. */
export function countBytes(page, canvas) {
  const answers = new Map();
  page.on("response", (response) => {
    const url = response.url();
    if (!url.startsWith("http") || answers.has(url)) return;
    const isWall = canvas.isData(url) || response.request().resourceType() === "document";
    answers.set(url, { response, isWall, at: performance.now() });
  });
  const sum = async (some) => {
    let bytes = 0;
    for (const { response } of some) bytes += await wireBytes(response);
    return bytes;
  };
  return async (ready) => {
    await page.waitForLoadState("networkidle");
    await pause(SETTLE_MS);
    const all = [...answers.values()];
    const program = all.filter(({ isWall }) => !isWall);
    return {
      first: await sum(program.filter(({ at }) => at <= ready)),
      later: await sum(program.filter(({ at }) => at > ready)),
      wall: await sum(all.filter(({ isWall }) => isWall)),
    };
  };
}

async function wireBytes(response) {
  const length = Number((await response.allHeaders())["content-length"]);
  return length > 0 ? length : (await response.request().sizes()).responseBodySize;
}

/** The proportional set size of the page's process after one collection of garbage, in bytes: the browser has
 * no other page of this size. */
export async function memory(browser, page) {
  const input = await page.context().newCDPSession(page);
  await pause(SETTLE_MS);
  await input.send("HeapProfiler.enable");
  await input.send("HeapProfiler.collectGarbage");
  await pause(500);
  await input.detach();
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  const renderers = processInfo.filter(({ type }) => type === "renderer");
  const sizes = renderers.map(({ id }) => {
    const text = readFileSync(`/proc/${id}/smaps_rollup`, "utf8");
    return Number(/^Pss:\s+(\d+) kB/m.exec(text)[1]) * 1_024;
  });
  return Math.max(...sizes);
}
