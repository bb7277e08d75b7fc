// As somebody on a train I work on without a connection, close the lid, and lose nothing.
import { expect, names, test } from "./support/wall";

test("edits made offline survive a closed tab and are recorded once", async ({ door, server }) => {
  const ann = await door.join(await server.newBoard(), "Ann");
  await ann.addNote("event", "Before", { x: 400, y: 200 });
  await ann.isSaved();
  await server.kill();
  await expect(ann.state).toContainText("Offline");
  await ann.addNote("event", "Offline", { x: 700, y: 200 });
  await ann.startWriting(ann.note("event", "Before"));
  await ann.page.keyboard.type(" and after");
  await ann.leaveField();
  await expect(ann.state).toHaveText(/^Offline: \d+ edits kept on this device/);
  await ann.closeTab();
  await server.restart();
  expect(names((await ann.model()).events)).toEqual(["Before"]);

  const again = await ann.newTab();
  await again.open();
  const all = ["Domain event: Before and after", "Domain event: Offline"];
  await expect.poll(() => again.allNotes()).toEqual(all);
  await again.modelBecomes((model) => names(model.events), ["Before and after", "Offline"]);
  // And it goes on from there.
  await again.addNote("event", "Later", { x: 1000, y: 200 });
  await again.isSaved();
  await again.page.reload();
  await again.isSaved();
  await expect.poll(() => again.allNotes()).toEqual([...all, "Domain event: Later"].sort());
  expect(again.crashes).toEqual([]);
});

test("what has become impossible is shown with its text", async ({ door, server }) => {
  const board = await server.newBoard();
  const ann = await door.join(board, "Ann");
  const ben = await door.join(board, "Ben");
  await ann.addNote("event", "Order placed", { x: 500, y: 250 });
  await ann.isSaved();
  await expect(ben.note("event", "Order placed")).toBeVisible();
  await server.kill();
  await expect(ann.state).toContainText("Offline");
  await ann.startWriting(ann.note("event", "Order placed"));
  await ann.page.keyboard.type(" in a tunnel");
  await ann.leaveField();
  await expect(ann.state).toContainText("kept on this device");
  await ann.closeTab();
  await server.restart();
  await ben.isSaved();
  await ben.remove(ben.note("event", "Order placed"));
  await ben.isSaved();

  const again = await ann.newTab();
  await again.open();
  await expect(again.notices.getByText("in a tunnel")).toBeVisible();
  await expect(again.notices).toContainText("Your text is kept here.");
  await expect(again.notes).toHaveCount(0);
});

test("a tab that lives keeps its own work, and one that is gone leaves it to another", async ({
  door,
  server,
}) => {
  const ann = await door.join(await server.newBoard(), "Ann");
  const first = await ann.newTab();
  // This tab gets the wall, but never a socket.
  await first.page.routeWebSocket(/\/socket$/, (socket) => socket.close());
  await first.page.goto(`${server.origin}/boards/${ann.board}`);
  await expect(first.state).toContainText("Offline");
  await first.addNote("event", "From the first tab", { x: 500, y: 250 });
  await expect(first.state).toContainText("kept on this device");

  const second = await ann.newTab();
  await second.open();
  await second.addNote("event", "From the second tab", { x: 900, y: 250 });
  await second.modelBecomes((model) => names(model.events), ["From the second tab"]);
  await expect(second.notes).toHaveCount(1);

  await first.closeTab();
  await expect(second.notes).toHaveCount(2, { timeout: 20_000 });
  const both = ["From the first tab", "From the second tab"];
  await second.modelBecomes((model) => names(model.events), both);
  await second.isSaved();
});

test("undo and redo go on after a reload, offline too", async ({ door, server }) => {
  const board = await server.newBoard();
  const ann = await door.join(board, "Ann");
  const ben = await door.join(board, "Ben");
  await ann.addNote("event", "Ann's", { x: 300, y: 200 });
  await ann.isSaved();
  await ann.open();
  await ben.startWriting(ben.note("event", "Ann's"));
  await ben.page.keyboard.type(", says Ben");
  await ben.leaveField();
  await expect(ann.note("event", "Ann's, says Ben")).toBeVisible();
  await ann.undo();
  await ann.modelBecomes((model) => names(model.events), [", says Ben"]);

  await server.kill();
  await expect(ann.state).toContainText("Offline");
  await ann.redo();
  await expect(ann.note("event", "Ann's, says Ben")).toBeVisible();
  await server.restart();
  await ann.isSaved();
  await ann.modelBecomes((model) => names(model.events), ["Ann's, says Ben"]);
  await expect(ben.note("event", "Ann's, says Ben")).toBeVisible();
});

test("every icon is there without a connection", async ({ door, server }) => {
  const ann = await door.join(await server.newBoard(), "Ann");
  await server.kill();
  await expect(ann.state).toContainText("Offline");
  await ann.addNote("event", "Offline", { x: 500, y: 250 });
  await expect(ann.selectionBar).toBeVisible();
  const missing = await ann.page.evaluate(() =>
    [...document.querySelectorAll("svg.icon use")]
      .map((use) => use.getAttribute("href") ?? "")
      .filter((href) => !href.startsWith("#") || !document.querySelector(`symbol${href}`)),
  );
  expect(missing).toEqual([]);
});
