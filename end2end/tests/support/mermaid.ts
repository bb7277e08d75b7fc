// Mermaid itself, as a reader of our exports: parses and draws a text in a page.
import { createRequire } from "node:module";
import type { Page } from "@playwright/test";

type Mermaid = {
  initialize(options: object): void;
  parse(text: string): Promise<{ diagramType: string }>;
  render(id: string, text: string): Promise<{ svg: string }>;
};

const SCRIPT = createRequire(import.meta.url).resolve("mermaid/dist/mermaid.min.js");

export type Drawn = {
  /** The kind of diagram that was recognised. */
  type: string;
  /** Every word in the picture, with single spaces. */
  text: string;
  /** How many elements in the picture load or run something. */
  active: number;
};

/** Draws a text in an empty page. Fails with Mermaid's own message if it cannot be read. */
export async function showMermaid(page: Page, text: string): Promise<Drawn> {
  await page.goto("about:blank");
  await page.addScriptTag({ path: SCRIPT });
  return page.evaluate(async (text) => {
    const { mermaid } = globalThis as unknown as { mermaid: Mermaid };
    mermaid.initialize({ startOnLoad: false, securityLevel: "strict" });
    const { diagramType } = await mermaid.parse(text);
    const { svg } = await mermaid.render("drawn", text);
    const place = document.createElement("div");
    place.innerHTML = svg;
    place.querySelectorAll("style").forEach((style) => style.remove());
    const words = (place.textContent ?? "").replace(/\s+/g, " ");
    const active = place.querySelectorAll("script, img, iframe, [onerror], [onload], a").length;
    return { type: diagramType, text: words, active };
  }, text);
}
