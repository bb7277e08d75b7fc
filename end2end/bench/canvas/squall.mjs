// Squall as one of the canvases: by its keys, its mouse and what it says, so that nothing here depends on how
// its wall is drawn.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gather, putUp } from "./programs.mjs";
import { pause } from "./hands.mjs";

/** What Squall keeps free around what it shows, in CSS pixels. */
const MARGIN = 40;
const PATIENCE_MS = 60_000;

export class Squall {
  name = "Squall";
  key = "squall";

  constructor(server, generator, folder) {
    Object.assign(this, { server, generator, folder });
  }

  /** Says in the page whether it takes input: it is connected and everything is there. */
  isReady() {
    return document.querySelector("footer [role=status]")?.textContent === "Saved";
  }

  /** Whether bytes from this address are the wall's own data. */
  isData = (url) => new URL(url).pathname.startsWith("/api/");

  notesFile(wall) {
    const file = join(this.folder, `wall-${wall.count}.json`);
    writeFileSync(file, JSON.stringify(wall.notes));
    return file;
  }

  /** A new board: its address. */
  async prepare(wall) {
    const board = await putUp(this.generator, this.server.address, this.notesFile(wall));
    return `${this.server.origin}/boards/${board}`;
  }

  /** The part of the page in which it shows what it is asked for. */
  async free(page) {
    const canvas = await page.getByRole("application", { name: "Wall" }).boundingBox();
    const palette = await page.getByRole("toolbar", { name: "Palette" }).boundingBox();
    const left = palette.x + palette.width;
    const [right, bottom] = [canvas.x + canvas.width, canvas.y + canvas.height];
    return {
      x: (left + right) / 2,
      y: canvas.y + canvas.height / 2,
      width: right - left - 2 * MARGIN,
      height: bottom - canvas.y - 2 * MARGIN,
    };
  }

  /** All of the wall; tells its zoom and where a place of the wall is on the screen. */
  async showAll(page, wall) {
    await page.getByRole("application", { name: "Wall" }).focus();
    await page.keyboard.press("Escape");
    await this.bar(page).waitFor({ state: "hidden", timeout: PATIENCE_MS });
    await page.keyboard.press("1");
    await page.evaluate(() => new Promise(requestAnimationFrame));
    const free = await this.free(page);
    const { left, top, right, bottom } = wall.bounds;
    const zoom = Math.min(free.width / (right - left), free.height / (bottom - top), 1);
    const onScreen = (x, y) => ({
      x: free.x + (x - (left + right) / 2) * zoom,
      y: free.y + (y - (top + bottom) / 2) * zoom,
    });
    return { at: { x: free.x, y: free.y }, zoom, onScreen };
  }

  /** The zoom that is written at the bottom. */
  async zoomLevel(page) {
    const words = await page.getByRole("button", { name: /zoom to 100 %/ }).textContent();
    return Number(words.replace(/[^\d]/g, "")) / 100;
  }

  bar(page) {
    return page.getByRole("toolbar", { name: "Selection" });
  }

  /** The middle note of the section, selected, at 100 % in the middle. */
  async takeMiddle(page, wall) {
    const { onScreen } = await this.showAll(page, wall);
    const note = wall.notes[wall.section.middle];
    const at = onScreen(note.x, note.y);
    for (let attempt = 0; attempt < 12 && !(await this.bar(page).isVisible()); attempt += 1) {
      await page.mouse.click(at.x + attempt, at.y + (attempt % 3));
      await pause(50);
    }
    await page.keyboard.press("2");
    await this.becomes(page, 1);
    const free = await this.free(page);
    return { x: free.x, y: free.y };
  }

  /** With the middle of the section in the middle of the screen, or all of the wall. */
  async show(page, input, wall, zoom) {
    if (zoom === null) return this.showAll(page, wall);
    const at = await this.takeMiddle(page, wall);
    await page.keyboard.press("Escape");
    for (let step = 0; step < 8 && zoom < 1; step += 1) {
      const now = await this.zoomLevel(page);
      if (Math.abs(now - zoom) < 0.006) break;
      const deltaY = Math.min(40, Math.max(-40, 100 * Math.log(now / zoom)));
      const event = { type: "mouseWheel", ...at, deltaX: 0, deltaY, modifiers: 2 };
      await input.send("Input.dispatchMouseEvent", event);
      await page.evaluate(() => new Promise(requestAnimationFrame));
    }
    await this.becomes(page, zoom);
    return { at, zoom };
  }

  async becomes(page, zoom) {
    const found = await this.zoomLevel(page);
    if (Math.abs(found - zoom) > 0.011) throw new Error(`zoom is ${found} and not ${zoom}`);
  }

  /** All notes of the section, selected and fitted; tells where one of them is. */
  async takeSection(page, wall) {
    const { onScreen, zoom: far } = await this.showAll(page, wall);
    const { left, top, right, bottom } = wall.section.bounds;
    const [from, to] = [onScreen(left, top), onScreen(right, bottom)];
    const beside = 80 * far;
    await page.mouse.move(from.x - beside, from.y - beside);
    await page.mouse.down();
    await page.mouse.move(from.x + beside, from.y + beside, { steps: 3 });
    await page.mouse.move(to.x + beside, to.y + beside, { steps: 3 });
    await page.mouse.up();
    await this.bar(page).waitFor({ timeout: PATIENCE_MS });
    await page.keyboard.press("2");
    await page.keyboard.press("Control+c");
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    const selected = copied.split("\n").filter((line) => line.trim()).length;
    if (selected !== wall.section.numbers.length) throw new Error(`${selected} are selected`);
    const [free, zoom] = [await this.free(page), await this.zoomLevel(page)];
    const middle = wall.notes[wall.section.middle];
    return {
      x: free.x + (middle.x - (left + right) / 2) * zoom,
      y: free.y + (middle.y - (top + bottom) / 2) * zoom,
    };
  }

  /** Something that differs after every edit that was recorded. */
  async mark(page) {
    const status = page.getByRole("contentinfo").getByRole("status");
    await status.getByText("Saved").waitFor({ timeout: PATIENCE_MS });
    const board = new URL(page.url()).pathname.split("/").at(-1);
    const answer = await fetch(`${this.server.origin}/api/boards/${board}/model`);
    return (await answer.json()).seq;
  }

  /** Fifty people and twenty drags a second within these bounds, until `end`. */
  others(page, wall, bounds) {
    const board = new URL(page.url()).pathname.split("/").at(-1);
    const [people, drags] = [50, 20];
    return gather(this.generator, this.server.address, board, this.notesFile(wall), people, drags, bounds);
  }
}
