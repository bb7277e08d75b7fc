// As somebody who learns event storming I am asked the right questions, and may leave one as it is.
import { expect, test } from "./support/wall";

test("a hint is carried out with one click and undone with one key", async ({ door, server }) => {
  const ann = await door.join(await server.newBoard(), "Ann");
  await ann.addNote("command", "Place order", { x: 400, y: 250 });
  await ann.addNote("event", "Pay bill", { x: 700, y: 250 });
  await ann.addNote("event", "Order placed", { x: 1000, y: 450 });
  const panel = await ann.openPanel("Hints");
  const fix = panel.getByRole("button", { name: /Write .Bill paid/i });
  await fix.click();
  await expect(ann.note("event", "Bill paid")).toBeVisible();
  await expect(fix).toBeHidden();
  await ann.undo();
  await expect(ann.note("event", "Pay bill")).toBeVisible();
  await expect(fix).toBeVisible();
});

test("a hint that is left as it is stays so for everybody, with its reason", async ({ door, server }) => {
  const board = await server.newBoard();
  const ann = await door.join(board, "Ann");
  await ann.addNote("command", "Place order", { x: 400, y: 250 });
  await ann.addNote("event", "Pay bill", { x: 700, y: 250 });
  await ann.isSaved();
  const ben = await door.join(board, "Ben");
  const [annsPanel, bensPanel] = [await ann.openPanel("Hints"), await ben.openPanel("Hints")];
  const words = /Pay bill.* reads like a command/;
  await expect(bensPanel.getByRole("button", { name: words })).toBeVisible();
  const hint = annsPanel.locator(".hint-item").filter({ hasText: words });
  await hint.getByText("Leave it", { exact: true }).click();
  await hint.getByRole("textbox").fill("That is what we call it.");
  await hint.getByRole("button", { name: "Leave it as it is" }).click();
  const left = (panel: typeof annsPanel) => panel.getByText(/Left as they are \(1\)/);
  await expect(left(bensPanel)).toBeVisible();
  await expect(bensPanel.locator(".hint-item").filter({ hasText: words })).toBeHidden();
  await ben.page.reload();
  await ben.isSaved();
  await ben.openPanel("Hints");
  await left(bensPanel).click();
  await expect(bensPanel.getByText("Because: That is what we call it.")).toBeVisible();
  await bensPanel.getByRole("button", { name: "Ask again" }).click();
  await expect(annsPanel.locator(".hint-item").filter({ hasText: words })).toBeVisible();
});

test("hints are quiet in chaotic exploration and speak later", async ({ door, server }) => {
  const ann = await door.join(await server.newBoard(), "Ann");
  const workshop = await ann.openWorkshop();
  await workshop.getByRole("button", { name: /Begin .Design/ }).click();
  await expect(ann.phaseBar).toContainText("Chaotic exploration", { ignoreCase: true });
  await ann.addNote("event", "Pay bill", { x: 700, y: 250 });
  await ann.addNote("event", "Order placed", { x: 400, y: 250 });
  const panel = await ann.openPanel("Hints");
  await expect(panel.getByText("Nothing to ask.")).toBeVisible();
  await ann.phaseBar.getByRole("button", { name: /Next phase/ }).click();
  await expect(panel.getByRole("button", { name: /Pay bill.* reads like a command/ })).toBeVisible();
});

test("pointing at a hint lights up its note, a click goes there", async ({ door, server }) => {
  const ann = await door.join(await server.newBoard(), "Ann");
  await ann.addNote("command", "Place order", { x: 400, y: 250 });
  await ann.addNote("event", "Pay bill", { x: 700, y: 250 });
  const panel = await ann.openPanel("Hints");
  const hint = panel.getByRole("button", { name: /Pay bill.* reads like a command/ });
  await hint.hover();
  await expect(ann.marked("lit")).toHaveCount(1);
  await expect(ann.marked("hint").first()).toBeAttached();
  await hint.click();
  await expect(ann.marked("selected")).toHaveCount(1);
});

test("before the wall is handed on, all of it is checked strictly", async ({ door, server }) => {
  const ann = await door.join(await server.newBoard(), "Ann");
  await ann.addNote("command", "Place order", { x: 400, y: 250 });
  await ann.addNote("event", "Order placed", { x: 700, y: 250 });
  const panel = await ann.openPanel("Hints");
  const issuer = panel.getByRole("button", { name: /Nobody issues .Place order/ });
  await expect(panel.getByText("Nothing to ask.")).toBeVisible();
  await panel.getByRole("checkbox", { name: /Check strictly/ }).check();
  await expect(issuer).toBeVisible();
  await panel.getByRole("checkbox", { name: /Check strictly/ }).uncheck();
  await expect(issuer).toBeHidden();
});

test("a chain of the model is played note by note", async ({ door, server }) => {
  const ann = await door.join(await server.newBoard(), "Ann");
  await ann.addNote("command", "Place order", { x: 400, y: 250 });
  await ann.addNote("event", "Order placed", { x: 555, y: 250 });
  const panel = await ann.openPanel("Model");
  await panel.getByRole("button", { name: /Play .Place order/ }).click();
  const [command, event] = [ann.note("command", "Place order"), ann.note("event", "Order placed")];
  await expect.poll(() => ann.isLit(command)).toBe(true);
  await expect.poll(() => ann.isLit(event)).toBe(true);
  await expect(ann.marked("lit")).toHaveCount(0);
});
