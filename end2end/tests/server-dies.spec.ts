// As people in the middle of a workshop we lose nothing when the server dies, and carry on when it
// is back, without doing anything about it.
import { expect, names, test } from "./support/wall";

const OFFLINE = /^Offline: (\d+) edits? kept on this device/;

test("two people carry on by themselves after the server died", async ({ door, server }) => {
  const board = await server.newBoard();
  const ann = await door.join(board, "Ann");
  const ben = await door.join(board, "Ben");

  await ann.addNote("event", "Acknowledged by Ann", { x: 400, y: 200 });
  await ben.addNote("event", "Acknowledged by Ben", { x: 700, y: 200 });
  await ann.isSaved();
  await ben.isSaved();
  await expect(ann.note("event", "Acknowledged by Ben")).toBeVisible();
  await expect(ben.note("event", "Acknowledged by Ann")).toBeVisible();

  // In the middle of a drag and of a word.
  await ann.carry(ann.note("event", "Acknowledged by Ann"), 60, 260);
  await ben.startWriting(ben.note("event", "Acknowledged by Ben"));
  await ben.page.keyboard.type(" before");
  await server.kill();
  await expect(ann.state).toContainText("Offline");
  await expect(ben.state).toContainText("Offline");
  await ann.drop();
  await ben.page.keyboard.type(" and after");
  await ben.leaveField();

  await ann.addNote("event", "Offline by Ann", { x: 1000, y: 200 });
  await ben.addNote("command", "Offline by Ben", { x: 1000, y: 500 });
  for (const wall of [ann, ben]) {
    await expect(wall.state).toHaveText(OFFLINE);
    const kept = OFFLINE.exec((await wall.state.textContent()) ?? "");
    expect(Number(kept?.[1])).toBeGreaterThanOrEqual(1);
  }

  await server.restart();
  await ann.isSaved();
  await ben.isSaved();
  const all = [
    "Command: Offline by Ben",
    "Domain event: Acknowledged by Ann",
    "Domain event: Acknowledged by Ben before and after",
    "Domain event: Offline by Ann",
  ];
  await expect.poll(() => ann.allNotes()).toEqual(all);
  await expect.poll(() => ben.allNotes()).toEqual(all);
  const model = await ann.model();
  expect(names(model.events).sort()).toEqual(all.slice(1).map((it) => it.slice(14)));
  expect(names(model.commands)).toEqual(["Offline by Ben"]);

  // Both go on together, and what is stored is what both see.
  await ann.addNote("event", "After the restart", { x: 700, y: 500 });
  await expect(ben.note("event", "After the restart")).toBeVisible();
  await expect(ann.people.getByRole("listitem")).toHaveText(/Ben$/);
  await ann.isSaved();
  const visitor = await door.join(board);
  for (const other of [ann, ben]) {
    await expect.poll(() => visitor.allNotes()).toEqual(await other.allNotes());
  }
});

test("what was acknowledged is there although the server died at once", async ({ door, server }) => {
  const board = await server.newBoard();
  const ann = await door.join(board, "Ann");
  for (const round of [1, 2, 3]) {
    await ann.addNote("event", `Round ${round}`, { x: 200 + 250 * round, y: 250 });
    await ann.isSaved();
    await server.kill();
    await server.restart();
    expect(names((await ann.model()).events)).toContain(`Round ${round}`);
    await expect(ann.state).toHaveText("Saved", { timeout: 20_000 });
  }
  expect(names((await ann.model()).events)).toEqual(["Round 1", "Round 2", "Round 3"]);
});

test("a board opened while the server is away comes when it is back", async ({ door, server }) => {
  const board = await server.newBoard();
  const ann = await door.join(board, "Ann");
  await ann.addNote("event", "Kept", { x: 500, y: 250 });
  await ann.isSaved();
  await ann.page.route("**/snapshot", (route) => route.abort());
  await ann.page.reload();
  await expect(ann.state).toContainText("Offline");
  await ann.page.unroute("**/snapshot");
  await ann.isSaved();
  await expect(ann.note("event", "Kept")).toBeVisible();
});
