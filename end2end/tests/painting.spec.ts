// As somebody who looks at the wall, I see on it what is on it: these specs look at its pixels.
import { type Wall, expect, test } from "./support/wall";

const ORANGE = "#ffab4a";
const BLUE = "#7cc4fa";
const WALL = { light: "#f6f3ec", dark: "#1d1e22" };

/** The colour painted at a place on the canvas, in CSS pixels from its top left corner. */
async function colourAt(wall: Wall, x: number, y: number): Promise<string> {
  return wall.page.evaluate(
    ([x, y]) => {
      const sheet = document.querySelector<HTMLCanvasElement>("canvas.sheet");
      const ratio = (sheet?.width ?? 0) / (sheet?.clientWidth ?? 1);
      const pixel = sheet?.getContext("2d")?.getImageData(x * ratio, y * ratio, 1, 1).data;
      const hex = [...(pixel ?? [])].slice(0, 3).map((part) => part.toString(16).padStart(2, "0"));
      return `#${hex.join("")}`;
    },
    [x, y],
  );
}

/** Waits until this colour is painted there. */
async function isPainted(wall: Wall, x: number, y: number, colour: string): Promise<void> {
  await expect.poll(() => colourAt(wall, x, y)).toBe(colour);
}

test("a note is painted where it stands, in the colour of its kind, and nowhere else", async ({ door, server }) => {
  const board = await server.newBoard();
  const ann = await door.join(board, "Ann");
  const ben = await door.join(board, "Ben");
  const note = await ann.addNote("event", "Paid", { x: 500, y: 300 });
  await ann.letGo();
  // Beside the words.
  for (const wall of [ann, ben]) await isPainted(wall, 500, 345, ORANGE);
  await isPainted(ann, 700, 345, WALL.light);
  await ann.move(note, 240, 150);
  await ann.letGo();
  for (const wall of [ann, ben]) {
    await isPainted(wall, 740, 495, ORANGE);
    await isPainted(wall, 505, 345, WALL.light);
  }
  await ann.retype(note, "command");
  await ann.letGo();
  for (const wall of [ann, ben]) await isPainted(wall, 740, 495, BLUE);
  await ben.undo();
  await ann.undo();
  for (const wall of [ann, ben]) await isPainted(wall, 740, 495, ORANGE);
});

test("what is dragged is painted under the hand, and its place is bare meanwhile", async ({ door, server }) => {
  const board = await server.newBoard();
  const ann = await door.join(board, "Ann");
  const ben = await door.join(board, "Ben");
  const note = await ann.addNote("event", "Paid", { x: 500, y: 300 });
  await ann.letGo();
  await ann.carry(note, 230, 190);
  for (const wall of [ann, ben]) {
    await isPainted(wall, 730, 535, ORANGE);
    await isPainted(wall, 505, 345, WALL.light);
  }
  await ann.page.keyboard.press("Escape");
  await ann.drop();
  for (const wall of [ann, ben]) await isPainted(wall, 500, 345, ORANGE);
});

test("zoomed out, panned and in another theme the wall is painted anew", async ({ door, server }) => {
  const ann = await door.join(await server.newBoard(), "Ann", { colorScheme: "light" });
  const note = await ann.addNote("event", "Paid", { x: 500, y: 300 });
  await ann.letGo();
  const canvas = await ann.canvas.boundingBox();
  if (!canvas) throw new Error("there is no canvas");
  await ann.page.mouse.move(canvas.x + 500, canvas.y + 300);
  for (let step = 0; step < 6; step += 1) await ann.page.mouse.wheel(0, 240);
  await expect.poll(async () => (await note.boundingBox())?.width ?? 140).toBeLessThan(30);
  await isPainted(ann, 500, 300, ORANGE);
  await isPainted(ann, 500, 345, WALL.light);
  await ann.page.keyboard.press("1");
  await expect.poll(async () => (await note.boundingBox())?.width).toBe(140);
  const box = await note.boundingBox();
  if (!box) throw new Error("the note is not in view");
  const [x, y] = [box.x - canvas.x + 70, box.y - canvas.y + 125];
  await isPainted(ann, x, y, ORANGE);
  await ann.page.mouse.wheel(30, 40);
  await isPainted(ann, x - 30, y - 40, ORANGE);
  await ann.page.emulateMedia({ colorScheme: "dark" });
  await isPainted(ann, x + 200, y, WALL.dark);
  await isPainted(ann, x - 30, y - 40, ORANGE);
});
