// As somebody who writes in any script I see what I write, and so do the others.
import type { CDPSession } from "@playwright/test";
import { type Wall, expect, names, test } from "./support/wall";

/** An input method that composes in the focused field, as the browser sees it. */
class InputMethod {
  private constructor(private readonly session: CDPSession) {}

  static async of(wall: Wall): Promise<InputMethod> {
    return new InputMethod(await wall.page.context().newCDPSession(wall.page));
  }

  async compose(text: string): Promise<void> {
    const end = text.length;
    await this.session.send("Input.imeSetComposition", {
      text,
      selectionStart: end,
      selectionEnd: end,
    });
  }

  async commit(text: string): Promise<void> {
    await this.session.send("Input.insertText", { text });
  }
}

test("an input method is not disturbed by what another writes in the same note", async ({
  door,
  server,
}) => {
  const board = await server.newBoard();
  const ann = await door.join(board, "Ann");
  const ben = await door.join(board, "Ben");
  await ann.addNote("event", "注文", { x: 500, y: 250 });
  await ann.startWriting(ann.note("event", "注文"));
  await ben.startWriting(ben.note("event", "注文"));
  const method = await InputMethod.of(ann);
  await method.compose("か");
  await method.compose("かくてい");
  await expect(ben.textField).toHaveValue("注文かくてい");
  await ben.page.keyboard.press("Control+Home");
  await ben.page.keyboard.type("Ben: ");
  await ben.isSaved();
  await ann.modelBecomes((model) => names(model.events), ["Ben: 注文かくてい"]);
  await expect(ann.textField, "the composition stands").toHaveValue("注文かくてい");
  await method.compose("確定");
  await method.commit("確定");
  await expect(ann.textField).toHaveValue("Ben: 注文確定");
  await expect(ben.textField).toHaveValue("Ben: 注文確定");
  await ann.page.keyboard.type("。");
  await ann.leaveField();
  await ben.leaveField();
  await ann.modelBecomes((model) => names(model.events), ["Ben: 注文確定。"]);
});

test("emoji, combining characters and right-to-left words merge unbroken", async ({
  door,
  server,
}) => {
  const board = await server.newBoard();
  const ann = await door.join(board, "Ann");
  const ben = await door.join(board, "Ben");
  await ann.addNote("event", "👩‍👩‍👧 e\u{301} שלום", { x: 500, y: 250 });
  const note = (wall: Wall) => wall.note("event", "👩‍👩‍👧 e\u{301} שלום");
  await ann.startWriting(note(ann));
  await ben.startWriting(note(ben));
  await ben.page.keyboard.press("Control+Home");
  await ann.page.keyboard.press("Control+End");
  const type = async (wall: Wall, characters: string[]) => {
    for (const character of characters) await wall.page.keyboard.insertText(character);
  };
  await Promise.all([
    type(ann, [" ", "ع", "ا", "ل", "م", "🎉"]),
    type(ben, ["🚀", "n\u{303}", "🇪🇺", " "]),
  ]);
  const both = "🚀n\u{303}🇪🇺 👩‍👩‍👧 e\u{301} שלום عالم🎉";
  await expect(ann.textField).toHaveValue(both);
  await expect(ben.textField).toHaveValue(both);
  await ann.leaveField();
  await ben.leaveField();
  await ann.modelBecomes((model) => names(model.events), [both]);
  await expect(ann.note("event", both)).toBeVisible();
});

test("eight people who write on one note lose no character", async ({ door, server }) => {
  test.setTimeout(120_000);
  const board = await server.newBoard();
  const people: Wall[] = [];
  for (const name of ["A", "B", "C", "D", "E", "F", "G", "H"]) {
    people.push(await door.join(board, name));
  }
  const [ann] = people;
  await ann.addNote("event", "|", { x: 500, y: 250 });
  for (const person of people) {
    await person.startWriting(person.note("event", "|"));
  }
  await Promise.all(
    people.map(async (person, place) => {
      await person.page.keyboard.press(place % 2 === 0 ? "Control+Home" : "Control+End");
      await person.page.keyboard.type(String.fromCharCode(97 + place).repeat(12), { delay: 15 });
    }),
  );
  for (const person of people) await person.leaveField();
  const letters = (text: string) => [...text].sort().join("");
  const all = letters(`|${"abcdefgh".repeat(12)}`);
  await ann.modelBecomes((model) => names(model.events).map(letters), [all]);
  const [told] = names((await ann.model()).events);
  for (const person of people) await expect(person.note("event", told)).toBeVisible();
});
