// As a group we want to storm on one wall at the same time and see what each of us does.
import { drawnFlows, expect, named, names, test } from "./support/wall";

test("people see each other's names and pointers", async ({ door, server }) => {
  const board = await server.newBoard();
  const ann = await door.join(board, "Ann");
  const ben = await door.join(board, "Ben");
  await expect(ann.people.getByRole("listitem")).toHaveText(/Ben$/);
  await expect(ben.people.getByRole("listitem")).toHaveText(/Ann$/);
  await ann.pointAt({ x: 500, y: 300 });
  await expect(ben.pointerOf("Ann")).toBeVisible();
  await ben.pointAt({ x: 600, y: 200 });
  await expect(ann.pointerOf("Ben")).toBeVisible();
  await ben.takeName("Benedikt");
  await expect(ann.people.getByRole("listitem")).toHaveText(/Benedikt$/);
  await ben.page.close();
  await expect(ann.people.getByRole("listitem")).toHaveCount(0);
  await expect(ann.pointerOf("Benedikt")).toHaveCount(0);
});

test("what one does the other sees, and the model says what both did", async ({ door, server }) => {
  const board = await server.newBoard();
  const ann = await door.join(board, "Ann");
  const ben = await door.join(board, "Ben");

  await test.step("both put notes up", async () => {
    await ann.addNote("command", "Place order", { x: 400, y: 200 });
    await ben.addNote("aggregate", "Order", { x: 640, y: 420 });
    await ann.addNote("event", "Order placed", { x: 920, y: 200 });
    await ben.addNote("event", "Order paid", { x: 1200, y: 420 });
    const all = [
      "Aggregate: Order",
      "Command: Place order",
      "Domain event: Order paid",
      "Domain event: Order placed",
    ];
    await expect.poll(() => ann.allNotes()).toEqual(all);
    await expect.poll(() => ben.allNotes()).toEqual(all);
  });

  await test.step("Ben rewrites what Ann wrote", async () => {
    await ben.startWriting(ben.note("event", "Order placed"));
    await ben.page.keyboard.type(" by phone");
    await expect(ann.note("event", "Order placed by phone")).toBeVisible();
    await ben.leaveField();
  });

  await test.step("both draw arrows, one by the handle, one by “Connect to …”", async () => {
    await ann.connectByHandle(ann.note("command", "Place order"), ann.note("aggregate", "Order"));
    await ben.connectTo(
      ben.note("aggregate", "Order"),
      ben.note("event", "Order placed by phone"),
    );
    await expect(ann.arrows).toHaveCount(2);
    await expect(ben.arrows).toHaveCount(2);
    await ann.modelBecomes(drawnFlows, [
      "Order produces Order placed by phone",
      "Place order invoked on Order",
    ]);
  });

  await test.step("Ann moves Ben's note to the front of the timeline", async () => {
    const [paid, placed] = ["Order paid", "Order placed by phone"];
    await ann.modelBecomes((model) => names(model.events), [placed, paid]);
    await ann.move(ann.note("event", paid), -840, 80);
    await ann.modelBecomes((model) => names(model.events), [paid, placed]);
    const moved = () => ben.standsLeftOf(ben.note("event", paid), ben.note("event", placed));
    await expect.poll(moved).toBe(true);
  });

  await test.step("Ben draws a context around some of it", async () => {
    await ben.drawContext("Sales", { x: 510, y: 90 }, { x: 1060, y: 560 });
    await expect(ann.frame("Sales")).toBeVisible();
    await ann.modelBecomes(
      (model) => model.contexts.map((it) => [it.name, ...named(model, it.elements).sort()]),
      [["Sales", "Order", "Order placed by phone"]],
    );
  });

  await test.step("Ann changes a kind, Ben deletes", async () => {
    await ann.retype(ann.note("event", "Order paid"), "policy");
    await expect(ben.note("policy", "Order paid")).toBeVisible();
    await ann.modelBecomes((model) => names(model.policies), ["Order paid"]);
    await ben.remove(ben.note("policy", "Order paid"));
    await expect(ann.note("policy", "Order paid")).toHaveCount(0);
    await ann.modelBecomes((model) => names(model.policies), []);
  });

  await ann.isSaved();
  await ben.isSaved();
  await expect.poll(() => ann.allNotes()).toEqual(await ben.allNotes());
});

test("a drag is seen by the other before it ends", async ({ door, server }) => {
  const board = await server.newBoard();
  const ann = await door.join(board, "Ann");
  const ben = await door.join(board, "Ben");
  await ann.addNote("event", "First", { x: 300, y: 200 });
  await ann.addNote("event", "Second", { x: 600, y: 200 });
  await expect(ben.note("event", "Second")).toBeVisible();
  const order = () => ben.standsLeftOf(ben.note("event", "First"), ben.note("event", "Second"));
  expect(await order()).toBe(true);
  await ann.carry(ann.note("event", "First"), 700, 120);
  await expect.poll(order).toBe(false);
  expect(names((await ann.model()).events), "nothing is decided yet").toEqual(["First", "Second"]);
  await ann.drop();
  await ann.modelBecomes((model) => names(model.events), ["Second", "First"]);
});

test("two people who write on one note keep both their words", async ({ door, server }) => {
  const board = await server.newBoard();
  const ann = await door.join(board, "Ann");
  const ben = await door.join(board, "Ben");
  await ann.addNote("event", "Order placed", { x: 500, y: 250 });
  await ann.startWriting(ann.note("event", "Order placed"));
  await ben.startWriting(ben.note("event", "Order placed"));
  await ben.page.keyboard.press("Control+Home");
  await Promise.all([
    ann.page.keyboard.type(" by Ann, on the phone", { delay: 25 }),
    ben.page.keyboard.type("Ben heard: ", { delay: 40 }),
  ]);
  const both = "Ben heard: Order placed by Ann, on the phone";
  await expect(ann.textField).toHaveValue(both);
  await expect(ben.textField).toHaveValue(both);
  await ann.leaveField();
  await ben.leaveField();
  await ann.modelBecomes((model) => names(model.events), [both]);
  await expect(ann.note("event", both)).toBeVisible();
  await expect(ben.note("event", both)).toBeVisible();
});

test("undo takes back only one's own work", async ({ door, server }) => {
  const board = await server.newBoard();
  const ann = await door.join(board, "Ann");
  const ben = await door.join(board, "Ben");
  const undoButton = ann.page.getByRole("button", { name: "Undo" });
  await expect(undoButton).toBeDisabled();
  await ann.addNote("event", "Ann's", { x: 300, y: 200 });
  await ben.addNote("event", "Ben's", { x: 700, y: 200 });
  await expect(ann.note("event", "Ben's")).toBeVisible();
  await ann.undo();
  await expect(ann.note("event", "")).toBeVisible();
  await undoButton.click();
  await expect(ann.notes).toHaveCount(1);
  await expect(undoButton).toBeDisabled();
  await expect(ben.note("event", "Ben's")).toBeVisible();
  await expect(ben.notes).toHaveCount(1);
  await ann.modelBecomes((model) => names(model.events), ["Ben's"]);
  await ann.redo();
  await ann.redo();
  await expect(ben.note("event", "Ann's")).toBeVisible();
  await ann.modelBecomes((model) => names(model.events).sort(), ["Ann's", "Ben's"]);
});

test("the Model panel says what the wall means, as both change it", async ({ door, server }) => {
  const board = await server.newBoard();
  const ann = await door.join(board, "Ann");
  const ben = await door.join(board, "Ben");
  const panel = await ann.openPanel("Model");
  await expect(panel.getByText("Nothing yet.")).toBeVisible();
  await ben.addNote("command", "Place order", { x: 400, y: 200 });
  await ben.addNote("aggregate", "Order", { x: 640, y: 200 });
  await ben.addNote("event", "Order placed", { x: 880, y: 200 });
  await ben.addNote("policy", "Charge at once", { x: 1150, y: 200 });
  for (const [from, to] of [
    [ben.note("command", "Place order"), ben.note("aggregate", "Order")],
    [ben.note("aggregate", "Order"), ben.note("event", "Order placed")],
    [ben.note("event", "Order placed"), ben.note("policy", "Charge at once")],
  ] as const) {
    await ben.connectTo(from, to);
  }
  await ben.drawContext("Sales", { x: 280, y: 60 }, { x: 1380, y: 400 });
  const section = (heading: string) =>
    panel.locator("section").filter({ has: ann.page.getByRole("heading", { name: heading }) });
  for (const [heading, name] of [
    ["Bounded contexts", "Sales"],
    ["Commands", "Place order"],
    ["Aggregates", "Order"],
    ["Domain events", "Order placed"],
    ["Policies", "Charge at once"],
  ] as const) {
    await expect(section(heading).getByRole("button", { name, exact: true })).toBeVisible();
  }
  await expect(section("Commands")).toContainText("decided by Order");
  await expect(section("Commands")).toContainText("leads to Order placed");
  await expect(section("Domain events")).toContainText("activates Charge at once");
  await expect(section("Policies")).toContainText("whenever Order placed");
  await ben.startWriting(ben.note("event", "Order placed"));
  await ben.page.keyboard.type(" twice");
  await ben.leaveField();
  await expect(
    section("Domain events").getByRole("button", { name: "Order placed twice", exact: true }),
  ).toBeVisible();
});

test("what is typed right after a kind's key is all kept", async ({ door, server }) => {
  const ann = await door.join(await server.newBoard(), "Ann");
  await ann.pointAt({ x: 500, y: 250 });
  await ann.page.keyboard.press("e");
  await ann.page.keyboard.type("Order placed at once");
  await ann.page.keyboard.press("Tab");
  await ann.page.keyboard.type("Pay when placed");
  await ann.leaveField();
  await ann.modelBecomes((model) => names(model.events), ["Order placed at once"]);
  await ann.modelBecomes((model) => names(model.policies), ["Pay when placed"]);
});
