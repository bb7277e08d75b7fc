// As somebody on a slow network I wait for little: a board's code, styles, fonts and icons are small.
import { brotliCompressSync, constants } from "node:zlib";
import type { Response } from "@playwright/test";
import { Wall, expect, test } from "./support/wall";

/** Everything but the page itself and the board's own data, as it goes over the wire, in bytes. The goal is
 * 350 000. */
const BYTES_MAX = 365_000;
/** The worker that derives the model and tidies up the wall, fetched when the wall is there: it may grow by
 * what the page does not have to wait for any more. */
const DESK_BYTES_MAX = 310_000;

test("a board page loads at most 365 KB beside the board", async ({ page, server }) => {
  const responses = new Map<string, Response>();
  page.on("response", (response) => {
    const { pathname } = new URL(response.url());
    const isPageOrData = pathname.startsWith("/api/") || pathname.startsWith("/boards");
    const isKnown = responses.has(pathname);
    // The first answer counts: later ones only say that nothing has changed.
    if (!isPageOrData && !isKnown) responses.set(pathname, response);
  });
  const wall = new Wall(page, server, await server.newExample());
  await wall.open();
  await wall.openPanel("Model");
  await page.evaluate(() => document.fonts.ready);
  await page.waitForLoadState("networkidle");

  const rows: [string, number][] = [];
  for (const [path, response] of responses) {
    expect(response.status(), path).toBe(200);
    rows.push([path, await wireBytes(response)]);
  }
  rows.sort((a, b) => b[1] - a[1]);
  const isDesk = ([path]: [string, number]) => /\/desk\./.test(path);
  const sum = (some: [string, number][]) => some.reduce((sum, [, bytes]) => sum + bytes, 0);
  const [total, desk] = [sum(rows.filter((row) => !isDesk(row))), sum(rows.filter(isDesk))];
  const table = [...rows, ["total", total] as const, ["desk", desk] as const]
    .map(([path, bytes]) => `${String(bytes).padStart(8)}  ${path}`)
    .join("\n");
  console.log(`\n${table}`);
  expect(rows.map(([path]) => path)).toContain("/pkg/squall.wasm");
  expect(total, table).toBeLessThanOrEqual(BYTES_MAX);
  expect(desk, table).toBeLessThanOrEqual(DESK_BYTES_MAX);
});

async function wireBytes(response: Response): Promise<number> {
  const headers = await response.allHeaders();
  const length = Number(headers["content-length"]);
  const isPacked = headers["content-encoding"] === "br" || response.url().endsWith(".woff2");
  if (isPacked && length > 0) return length;
  const body = await response.body();
  if (isPacked && response.url().endsWith(".woff2")) return body.length;
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11 };
  return brotliCompressSync(body, { params }).length;
}
