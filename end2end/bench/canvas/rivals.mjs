// tldraw and Excalidraw as canvases: by what their pages let `bench` do, see end2end/canvas-rivals.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The zoom at which Squall shows the notes of a section that are selected. */
const SECTION_ZOOM = 0.21;

export class Rival {
  /** Files are served from `folder`. */
  constructor(name, origin, folder) {
    Object.assign(this, { name, key: name.toLowerCase(), origin, folder });
  }

  isReady() {
    return globalThis.bench?.ready === true;
  }

  isData = (url) => new URL(url).pathname.startsWith("/walls/");

  file(wall) {
    return `/walls/${this.key}-${wall.count}.json`;
  }

  /** Makes a wall in the rival's own form, once. `openPage` opens a page for it. */
  async make(wall, openPage) {
    mkdirSync(join(this.folder, "walls"), { recursive: true });
    const list = `/walls/list-${wall.count}.json`;
    writeFileSync(join(this.folder, list), JSON.stringify(wall.notes));
    const page = await openPage(`${this.origin}/${this.key}/?make=${list}`);
    await page.waitForFunction(this.isReady, null, { timeout: 600_000 });
    // Fonts come and texts are laid out again.
    await page.evaluate(() => document.fonts.ready);
    await page.waitForLoadState("networkidle");
    writeFileSync(join(this.folder, this.file(wall)), await page.evaluate(() => bench.kept()));
    await page.context().close();
  }

  async prepare(wall) {
    return `${this.origin}/${this.key}/?notes=${this.file(wall)}`;
  }

  async show(page, input, wall, zoom) {
    const { x, y } = wall.notes[wall.section.middle];
    await this.look(page, x, y, zoom);
    const { width, height } = page.viewportSize();
    return { at: { x: width / 2, y: height / 2 }, zoom: await page.evaluate(() => bench.zoom()) };
  }

  async look(page, x, y, zoom) {
    await page.evaluate((to) => bench.show(...to), [x, y, zoom]);
    // The place takes effect with the next picture.
    await page.evaluate(async () => {
      for (let more = 0; more < 3; more += 1) await new Promise(requestAnimationFrame);
    });
  }

  async takeMiddle(page, wall) {
    const { x, y } = wall.notes[wall.section.middle];
    await this.look(page, x, y, 1);
    await page.evaluate((number) => bench.select([number]), wall.section.middle);
    return this.onScreen(page, wall);
  }

  async takeSection(page, wall) {
    const { left, top, right, bottom } = wall.section.bounds;
    await this.look(page, (left + right) / 2, (top + bottom) / 2, SECTION_ZOOM);
    await page.evaluate((numbers) => bench.select(numbers), wall.section.numbers);
    return this.onScreen(page, wall);
  }

  async onScreen(page, wall) {
    const { x, y } = wall.notes[wall.section.middle];
    const [left, top] = await page.evaluate((at) => bench.onScreen(...at), [x, y]);
    return { x: left, y: top };
  }

  async mark(page, wall) {
    const number = wall.section.middle;
    return page.evaluate((number) => bench.place(number) + bench.text(number), number);
  }

  /** The same crowd as Squall's, but made in the page: no server, no socket, nothing to decode. */
  async others(page, wall, { left, top, right, bottom }) {
    const inside = ({ x, y }) => x > left && x < right && y > top && y < bottom;
    const reachable = wall.notes.map((note, number) => ({ number, ...note })).filter(inside);
    const notes = reachable.map(({ number, x, y }) => [number, x - 60, y - 60]);
    await page.evaluate(
      ([notes, box]) => {
        const [people, draggers, perDrag] = [50, 10, 10];
        let step = 0;
        const counts = { moves: 0, drags: 0, began: performance.now() };
        const turn = () => {
          const crowd = Array.from({ length: people }, (_, number) => {
            const angle = step * 0.07 + number * 0.61;
            const drift = number / people;
            const x = box.left + (box.right - box.left) * (0.5 + 0.45 * Math.sin(angle) * (1 - drift / 2));
            const y = box.top + (box.bottom - box.top) * (0.5 + 0.45 * Math.cos(angle) * (0.5 + drift / 2));
            return [`Guest ${number}`, x, y];
          });
          const lap = Math.floor(step / perDrag);
          const own = Math.floor(notes.length / draggers);
          const moved = Array.from({ length: draggers }, (_, number) => {
            const [note, x, y] = notes[(lap % own) * draggers + number];
            const part = ((step % perDrag) + 1) / perDrag;
            const away = Math.floor(lap / own) % 2 === 1 ? 1 - part : part;
            return [note, x + 60 * away, y + 40 * away];
          });
          bench.others(crowd, moved);
          counts.moves += people;
          if (step % perDrag === perDrag - 1) counts.drags += draggers;
          step += 1;
        };
        globalThis.crowd = { timer: setInterval(turn, 50), counts };
      },
      [notes, { left, top, right, bottom }],
    );
    const end = () =>
      page.evaluate(() => {
        const { timer, counts } = globalThis.crowd;
        clearInterval(timer);
        const seconds = (performance.now() - counts.began) / 1_000;
        return { movesPerSecond: counts.moves / seconds, dragsPerSecond: counts.drags / seconds, closed: 0 };
      });
    return { end };
  }
}

/** An empty page: what the browser and the machine give at best. */
export class Floor {
  name = "empty page";
  key = "floor";

  constructor(origin) {
    Object.assign(this, { origin });
  }

  isReady() {
    return document.readyState === "complete";
  }

  prepare = async () => `${this.origin}/empty/`;

  show = async (page) => {
    const { width, height } = page.viewportSize();
    return { at: { x: width / 2, y: height / 2 }, zoom: 1 };
  };
}
