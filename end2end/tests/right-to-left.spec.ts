// As somebody who writes Hebrew or Arabic I read my notes in their direction, wherever they are shown.
import { expect, test } from "./support/wall";

type Painted = { text: string; direction: string };

test("a note is written, painted and drawn from right to left if its first letter is", async ({
  door,
  server,
}) => {
  const board = await server.newBoard();
  const ann = await door.join(board, "Ann");
  await ann.page.addInitScript(() => {
    const painted: Painted[] = [];
    Object.assign(globalThis, { painted });
    const fill = CanvasRenderingContext2D.prototype.fillText;
    CanvasRenderingContext2D.prototype.fillText = function (...words) {
      painted.push({ text: words[0], direction: this.direction });
      fill.apply(this, words);
    };
  });
  await ann.open();
  await ann.addNote("event", "Paid in שקל", { x: 400, y: 250 });
  const note = await ann.addNote("event", "1. הזמנה (VIP)", { x: 800, y: 250 });
  await ann.startWriting(note);
  await expect(ann.textField).toHaveCSS("direction", "rtl");
  await ann.leaveField();
  await ann.isSaved();
  await ann.startWriting(ann.note("event", "Paid in שקל"));
  await expect(ann.textField).toHaveCSS("direction", "ltr");
  await ann.leaveField();

  const directions = (part: string) =>
    ann.page.evaluate((part) => {
      const { painted } = globalThis as unknown as { painted: Painted[] };
      return [...new Set(painted.filter((it) => it.text.includes(part)).map((it) => it.direction))];
    }, part);
  await expect.poll(() => directions("הזמנה")).toEqual(["rtl"]);
  await expect.poll(() => directions("Paid")).toEqual(["ltr"]);
  await expect.poll(() => directions("VIP"), "every line goes by the note").toEqual(["rtl"]);

  const html = await (await fetch(`${server.origin}/boards/${board}`)).text();
  const texts = [...html.matchAll(/<text direction="(\w+)"[^>]*>(.*?)<\/text>/g)];
  const drawn = (part: string) => texts.find(([, , inner]) => inner.includes(part))?.[1];
  expect([drawn("הזמנה"), drawn("Paid")]).toEqual(["rtl", "ltr"]);
});
