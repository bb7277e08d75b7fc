// As somebody on a public board I am safe from what others write, and nobody's mischief stops the
// others.
import { readFileSync } from "node:fs";
import { showMermaid } from "./support/mermaid";
import { type Wall, expect, names, test } from "./support/wall";

/** The version that this build speaks. */
function protocolVersion(): number {
  const source = new URL("../../app/board/src/protocol.rs", import.meta.url);
  const found = /PROTOCOL_VERSION: u8 = (\d+)/.exec(readFileSync(source, "utf8"));
  return Number(found?.[1]);
}

const MARKUP = `<img src=x onerror="document.title='owned'"></textarea><script>alert(1)</script>`;
const RIGHT_TO_LEFT = "تم تقديم الطلب \u{202E}abc\u{202C} עברית";
const EMOJI = "👩‍👩‍👧‍👦 ordered 🚀 🇪🇺 e\u{301}";
const LONG = "abcdefghi ".repeat(200).slice(0, 1_999) + ".";

for (const [what, text] of [
  ["markup", MARKUP],
  ["right-to-left writing", RIGHT_TO_LEFT],
  ["emoji", EMOJI],
  ["a text of 2,000 characters", LONG],
] as const) {
  test(`${what} on a note stays text, here, there and in exports`, async ({ door, server }) => {
    const ann = await door.join(await server.newBoard(), "Ann");
    const ben = await door.join(ann.board, "Ben");
    const dialogs: string[] = [];
    for (const wall of [ann, ben]) {
      wall.page.on("dialog", async (dialog) => {
        dialogs.push(dialog.message());
        await dialog.dismiss();
      });
    }
    await startNote(ann);
    await ann.page.keyboard.insertText(text);
    await ann.leaveField();
    await expect(ben.note("event", text)).toBeVisible();
    await expect(ben.note("event", text)).toHaveText(text);
    await ann.isSaved();
    const name = text.replace(/\s+/g, " ").trim();
    expect(names((await ann.model()).events)).toEqual([name]);

    // As rendered by the server, too.
    await ben.open();
    await expect(ben.note("event", text)).toHaveText(text);
    await expect(ben.page).toHaveTitle("Untitled board · Squall");
    await expect(ben.page.locator("img[src=x]")).toHaveCount(0);

    const mermaid = await server.bytes(`/api/boards/${ann.board}/export.mmd`);
    const drawn = await showMermaid(ben.page, mermaid.toString());
    expect(drawn.active, "elements that do or load something").toBe(0);
    expect(drawn.text).toContain(name.slice(0, 40).trim());
    expect(dialogs).toEqual([]);
  });
}

test("a title, a name and a frame with markup stay text", async ({ door, server }) => {
  const ann = await door.join(await server.newBoard(), "<b>Ann</b>");
  const ben = await door.join(ann.board, "Ben");
  await ann.retitle(MARKUP);
  await ann.drawContext("<i>Sales</i>", { x: 400, y: 100 }, { x: 900, y: 500 });
  await expect(ben.frame("<i>Sales</i>")).toBeVisible();
  await expect(ben.people.getByRole("listitem")).toContainText("<b>Ann</b>");
  await expect(ben.page).toHaveTitle(`${MARKUP} · Squall`);
  await ben.open();
  await expect(ben.page).toHaveTitle(`${MARKUP} · Squall`);
  await expect(ben.page.getByRole("textbox", { name: "Board title" })).toHaveValue(MARKUP);
});

test("a text that is too long is refused with words, not cut off in silence", async ({
  door,
  server,
}) => {
  const ann = await door.join(await server.newBoard(), "Ann");
  await startNote(ann);
  await ann.page.keyboard.insertText("Kept. ");
  await ann.paste("x".repeat(2_100));
  await expect(ann.notices).toContainText("A note holds at most 2000 characters.");
  await expect(ann.textField).toHaveValue("Kept. ");
  await ann.leaveField();
  await ann.modelBecomes((model) => names(model.events), ["Kept."]);
});

test("2,000 characters outside of the basic plane fit on a note", async ({ door, server }) => {
  const ann = await door.join(await server.newBoard(), "Ann");
  const text = "🚀".repeat(2_000);
  await startNote(ann);
  await ann.page.keyboard.insertText(text);
  await ann.leaveField();
  // The lengths, because the text itself would fill the report.
  await ann.modelBecomes((model) => names(model.events).map((name) => name.length), [text.length]);
});

test("a pasted line that is too long for a note is not cut off in silence", async ({
  door,
  server,
}) => {
  const ann = await door.join(await server.newBoard(), "Ann");
  await ann.pointAt({ x: 500, y: 250 });
  await ann.paste(`Order placed\n${"y".repeat(2_100)}`);
  await expect(ann.notices).toContainText("A note holds at most 2000 characters.");
  await expect(ann.notes).toHaveCount(0);
});

test("a link to no board leads to a page that says so", async ({ page, server }) => {
  for (const path of ["/boards/" + "0".repeat(32), "/boards/nonsense", "/boards/%00", "/nowhere"]) {
    const response = await page.goto(server.origin + path);
    expect(response?.status(), path).toBe(404);
    const heading = path === "/nowhere" ? "no such page" : "no board under this link";
    await expect(page.getByRole("heading", { level: 1 })).toContainText(heading);
    await expect(page.getByRole("link", { name: "To the home page" })).toBeVisible();
  }
});

test("nonsense on the socket hurts nobody else", async ({ door, server }) => {
  const board = await server.newBoard();
  const ann = await door.join(board, "Ann");
  const mallory = await door.join(board, "Mallory");
  const codes = await mallory.page.evaluate(async ([board, VERSION]) => {
    const url = `${location.origin.replace("http", "ws")}/api/boards/${board}/socket`;
    const bytes = (length: number, byte: (at: number) => number) =>
      Uint8Array.from({ length }, (_, at) => byte(at));
    const frames: [string, Uint8Array | string][] = [
      ["text", "hello"],
      ["empty", new Uint8Array()],
      ["wrong version", bytes(40, () => 9)],
      ["garbage", bytes(1_000, (at) => (at === 0 ? VERSION : (at * 73) % 256))],
      ["a message before the greeting", bytes(2, (at) => (at === 0 ? VERSION : 3))],
      ["70 KB", bytes(70 * 1024, (at) => (at === 0 ? VERSION : 0))],
      ["1 MB", bytes(1024 * 1024, () => VERSION)],
    ];
    const answers: Record<string, number> = {};
    for (const [name, frame] of frames) {
      answers[name] = await new Promise((resolve) => {
        const socket = new WebSocket(url);
        socket.onopen = () => socket.send(frame);
        socket.onclose = (event) => resolve(event.code);
      });
    }
    return answers;
  }, [board, protocolVersion()] as const);
  expect(codes).toMatchObject({ "wrong version": 4000, garbage: 1007, "70 KB": 1009 });
  expect(Object.values(codes).every((code) => code !== 1000), JSON.stringify(codes)).toBe(true);

  expect(await server.isHealthy()).toBe(true);
  await expect(ann.state).toHaveText("Saved");
  await ann.addNote("event", "Still at work", { x: 500, y: 250 });
  await expect(mallory.note("event", "Still at work")).toBeVisible();
  await ann.isSaved();
  expect(server.stderr).not.toMatch(/panicked|ERROR/);
});

async function startNote(wall: Wall): Promise<void> {
  await wall.pointAt({ x: 600, y: 250 });
  await wall.page.keyboard.press("e");
  await expect(wall.textField).toBeFocused();
}
