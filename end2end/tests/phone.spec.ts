// As somebody who follows on a phone I can read the wall and put something on it with a finger.
import { devices } from "@playwright/test";
import { type Wall, expect, names, test } from "./support/wall";

const PHONE = {
  ...devices["Pixel 7"],
  defaultBrowserType: undefined,
  viewport: { width: 360, height: 740 },
  deviceScaleFactor: 1,
};

test("a note is put up and moved with a finger", async ({ door, server }) => {
  const ann = await door.join(await server.newBoard(), undefined, PHONE);
  await fitsTheWidth(ann);
  await tapNote(ann, "Domain event", "Order placed", { x: 110, y: 150 });
  await tapNote(ann, "Domain event", "Order paid", { x: 250, y: 420 });
  await ann.modelBecomes((model) => names(model.events), ["Order placed", "Order paid"]);

  const placed = ann.note("event", "Order placed");
  const start = await placed.boundingBox();
  if (!start) throw new Error("The note is not on the screen");
  const from = { x: start.x + 40, y: start.y + 40 };
  await swipe(ann, from, { x: from.x + 200, y: from.y + 20 });
  await ann.modelBecomes((model) => names(model.events), ["Order paid", "Order placed"]);
  await fitsTheWidth(ann);
});

test("a finger on the bare wall moves the wall, not the notes", async ({ door, server }) => {
  const ann = await door.join(await server.newBoard(), undefined, PHONE);
  await tapNote(ann, "Domain event", "Order placed", { x: 110, y: 150 });
  const before = await ann.note("event", "Order placed").boundingBox();
  await ann.isSaved();
  const { seq } = await ann.model();
  await swipe(ann, { x: 200, y: 500 }, { x: 260, y: 560 });
  const shift = async () => {
    const after = await ann.note("event", "Order placed").boundingBox();
    return (after?.x ?? 0) > (before?.x ?? 0) && (after?.y ?? 0) > (before?.y ?? 0);
  };
  await expect.poll(shift).toBe(true);
  expect((await ann.model()).seq).toBe(seq);
});

test("two taps on a note open its text", async ({ door, server }) => {
  const board = await server.newBoard();
  const ann = await door.join(board, undefined, PHONE);
  await tapNote(ann, "Domain event", "Order placed", { x: 180, y: 250 });
  const at = await ann.note("event", "Order placed").boundingBox();
  if (!at) throw new Error("The note is not on the screen");
  await ann.page.touchscreen.tap(at.x + 60, at.y + 60);
  await ann.page.touchscreen.tap(at.x + 60, at.y + 60);
  await expect(ann.textField).toHaveAccessibleName("Text of domain event");
  await expect(ann.textField).toHaveValue("Order placed");
});

test("home, the example and its panels fit the width of a phone", async ({ door, server }) => {
  const ann = await door.join(await server.newExample(), undefined, PHONE);
  await fitsTheWidth(ann);
  for (const name of ["Model", "Export"] as const) {
    const panel = await ann.openPanel(name);
    const box = await panel.boundingBox();
    expect(box?.x).toBeGreaterThanOrEqual(0);
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(360);
    await fitsTheWidth(ann);
    await panel.getByRole("button", { name: "Close the panel" }).tap();
  }
  const dialog = await ann.openImport();
  const box = await dialog.boundingBox();
  expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(360);
  await dialog.getByRole("button", { name: "Cancel" }).tap();
  await ann.page.goto(server.origin);
  await expect(ann.page.getByRole("button", { name: "New board" })).toBeVisible();
  await fitsTheWidth(ann);
});

test("the top bar takes two rows at most, with people here and a workshop led", async ({ door, server }) => {
  const board = await server.newExample();
  const people = [await door.join(board, "Ben"), await door.join(board, "Cleo")];
  const ann = await door.join(board, "Ann", PHONE);
  await expect(ann.people.getByRole("listitem")).toHaveCount(people.length);
  const workshop = await ann.openWorkshop();
  await workshop.getByRole("button", { name: /Begin .Design/ }).tap();
  await expect(ann.phaseBar.getByRole("button", { name: /Next phase/ })).toBeVisible();
  const bar = await ann.page.getByRole("banner").boundingBox();
  expect(bar?.height).toBeLessThanOrEqual(2 * 45);
  const controls = await ann.page.getByRole("banner").locator("button, input, a").all();
  expect(controls.length).toBeGreaterThanOrEqual(14);
  for (const control of controls) {
    const { x, y, width, height } = (await control.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
    const name = await control.evaluate((it) => it.outerHTML.slice(0, 90));
    expect(Math.min(width, height), name).toBeGreaterThanOrEqual(24);
    expect(x, name).toBeGreaterThanOrEqual(0);
    expect(x + width, name).toBeLessThanOrEqual(360);
    const hit = await control.evaluate(
      (it, [x, y]) => it.contains(document.elementFromPoint(x ?? 0, y ?? 0)),
      [x + width / 2, y + height / 2],
    );
    expect(hit || (await control.isDisabled()), name).toBe(true);
  }
  await fitsTheWidth(ann);
});

async function fitsTheWidth(wall: Wall): Promise<void> {
  const [wide, seen] = await wall.page.evaluate(() => [
    document.documentElement.scrollWidth,
    window.innerWidth,
  ]);
  expect(wide, "nothing is wider than the screen").toBeLessThanOrEqual(seen);
  expect(seen).toBe(360);
}

/** Taps a kind in the palette, then the wall, and writes. */
async function tapNote(
  wall: Wall,
  kind: string,
  text: string,
  at: { x: number; y: number },
): Promise<void> {
  const palette = wall.page.getByRole("toolbar", { name: "Palette" });
  await palette.getByRole("button", { name: kind, exact: true }).tap();
  await wall.canvas.tap({ position: at });
  await wall.write(text);
  await expect(wall.note("event", text)).toBeVisible();
}

/** One finger from one place of the screen to another. */
async function swipe(
  wall: Wall,
  from: { x: number; y: number },
  to: { x: number; y: number },
): Promise<void> {
  const session = await wall.page.context().newCDPSession(wall.page);
  const touch = (type: string, touchPoints: { x: number; y: number }[]) =>
    session.send("Input.dispatchTouchEvent", { type: type as "touchStart", touchPoints });
  await touch("touchStart", [from]);
  for (let step = 1; step <= 8; step += 1) {
    const part = step / 8;
    const at = { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
    await touch("touchMove", [at]);
  }
  await touch("touchEnd", []);
  await session.detach();
}
