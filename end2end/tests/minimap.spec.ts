// As somebody on a large wall I see where I am, where the others are and where questions are open, and go
// there.
import { type Locator, type Page } from "@playwright/test";
import { expect, test } from "./support/wall";

function overview(page: Page): Locator {
  return page.getByRole("application", { name: "Overview: arrow keys move the view" });
}

/** How many pixels of the overview have nearly this colour. */
async function pixels(page: Page, [red, green, blue]: [number, number, number]): Promise<number> {
  return overview(page).evaluate(
    (canvas, wanted) => {
      const sheet = canvas as HTMLCanvasElement;
      const { data } = sheet.getContext("2d")!.getImageData(0, 0, sheet.width, sheet.height);
      let count = 0;
      for (let at = 0; at < data.length; at += 4) {
        if (wanted.every((value, channel) => Math.abs(data[at + channel] - value) < 24)) count += 1;
      }
      return count;
    },
    [red, green, blue],
  );
}

test("the overview shows the wall and open questions, and leads there", async ({ door, server }) => {
  const ann = await door.join(await server.newBoard(), "Ann");
  const { page } = ann;
  const map = overview(page);
  await expect(map).toBeVisible();
  const note = await ann.addNote("hotspot", "Who pays?", { x: 700, y: 300 });
  await ann.letGo();
  const place = async () => {
    const box = await note.boundingBox();
    return box ? [Math.round(box.x), Math.round(box.y)] : null;
  };
  const danger = await page.evaluate(() => {
    const probe = document.createElement("i");
    probe.style.color = "var(--danger)";
    document.body.append(probe);
    const [red, green, blue] = getComputedStyle(probe).color.match(/\d+/g)!.map(Number);
    probe.remove();
    return [red, green, blue] as [number, number, number];
  });
  await expect.poll(() => pixels(page, danger), "the open question is a dot").toBeGreaterThan(8);

  await test.step("arrow keys move the view, not the note", async () => {
    const before = await place();
    await map.focus();
    await page.keyboard.press("ArrowRight");
    await expect.poll(place).toEqual([before![0] - 360, before![1]]);
    await page.keyboard.press("ArrowLeft");
    await expect.poll(place).toEqual(before);
  });

  await test.step("a click goes there, and dragging takes the view along", async () => {
    const box = (await map.boundingBox())!;
    const before = await place();
    await page.mouse.move(box.x + 40, box.y + 65);
    await page.mouse.down();
    await expect.poll(async () => (await place())?.[0]).toBeGreaterThan(before![0] + 100);
    const pressed = await place();
    await page.mouse.move(box.x + 60, box.y + 65, { steps: 4 });
    await expect.poll(place).not.toEqual(pressed);
    await page.mouse.up();
  });

  await test.step("M hides it, and the device remembers", async () => {
    await ann.canvas.focus();
    await page.keyboard.press("m");
    await expect(map).toBeHidden();
    await ann.open();
    await expect(map).toBeHidden();
    await page.getByRole("button", { name: "Overview", exact: true }).click();
    await expect(map).toBeVisible();
  });
});

test("others are seen on the overview, which is painted a few times a second at most", async ({
  door,
  server,
}) => {
  const board = await server.newBoard();
  const ann = await door.join(board, "Ann");
  await ann.page.addInitScript(() => {
    const painted: number[] = [];
    Object.assign(globalThis, { painted });
    const stroke = CanvasRenderingContext2D.prototype.strokeRect;
    CanvasRenderingContext2D.prototype.strokeRect = function (...area) {
      if (this.canvas.classList.contains("minimap")) painted.push(performance.now());
      stroke.apply(this, area);
    };
  });
  await ann.open();
  const ben = await door.join(board, "Ben");
  await ben.pointAt({ x: 600, y: 300 });
  await expect(ann.pointerOf("Ben")).toBeVisible();
  const colour = await ann.people.getByRole("listitem").first().evaluate((item) => {
    const [red, green, blue] = getComputedStyle(item).backgroundColor.match(/\d+/g)!.map(Number);
    return [red, green, blue] as [number, number, number];
  });
  await expect.poll(() => pixels(ann.page, colour)).toBeGreaterThan(8);
  const times = () =>
    ann.page.evaluate(() => (globalThis as unknown as { painted: number[] }).painted);
  const before = (await times()).length;
  for (let step = 0; (await times()).length < before + 4; step += 1) {
    await ben.pointAt({ x: 500 + (step % 40) * 5, y: 300 });
  }
  const seen = (await times()).slice(before);
  for (let at = 1; at < seen.length; at += 1) expect(seen[at] - seen[at - 1]).toBeGreaterThan(240);
});

test("on a phone the overview waits until it is wanted", async ({ door, server }) => {
  const options = { viewport: { width: 360, height: 740 }, hasTouch: true };
  const ann = await door.join(await server.newExample(), "Ann", options);
  await expect(overview(ann.page)).toBeHidden();
  await ann.page.getByRole("button", { name: "Overview", exact: true }).click();
  await expect(overview(ann.page)).toBeInViewport({ ratio: 1 });
});
