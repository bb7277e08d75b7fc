// As an architect who has a text already I want it on the wall, and to know what was not understood.
import { readFileSync } from "node:fs";
import { type Model, expect, named, names, test } from "./support/wall";

const source = (name: string) =>
  readFileSync(new URL(`../../app/model/tests/sources/${name}`, import.meta.url), "utf8");

const NOTATION = `# Shop

This sentence explains what the lines below mean, and nobody needs it on the wall.

\`\`\`
Order Placed <-- Place Order <-- Customer
Order Paid <-- Pay Order <-- Customer

[Order Aggregate]
  - Place Order --> Order Placed

Policy: "Ship on payment"
  When: Order Paid
  Then: Ship Order

Read Model: "Open Orders"
  Built from: Order Placed
\`\`\`
`;

test("a text in the notation becomes a wall, and one undo takes it back", async ({ door, server }) => {
  const ann = await door.join(await server.newBoard(), "Ann");
  const ben = await door.join(ann.board, "Ben");
  await ben.addNote("event", "Here before", { x: 400, y: 250 });
  await expect(ann.note("event", "Here before")).toBeVisible();

  const dialog = await ann.openImport();
  const put = dialog.getByRole("button", { name: "Put on the wall" });
  await expect(put).toBeDisabled();
  await dialog.getByRole("textbox", { name: "Text to import" }).fill(NOTATION);
  const understood = dialog.getByRole("list", { name: "Understood" });
  await expect(understood).toContainText("2 domain events");
  await expect(understood).toContainText("3 commands");
  await expect(understood).toContainText("1 aggregate");
  const unread = dialog.getByRole("group").filter({ hasText: "Not read" });
  await expect(unread).toContainText(/Line 3\W+prose.*This sentence explains/);
  await put.click();

  await expect(dialog).toBeHidden();
  await expect(ann.note("event", "Order Placed")).toBeVisible();
  await expect(ann.note("aggregate", "Order")).toBeVisible();
  await ann.modelBecomes(
    (model) => ({
      events: names(model.events),
      policies: model.policies.map((it) => [it.name, named(model, it.when), named(model, it.then)]),
      readModels: model.readModels.map((it) => [it.name, named(model, it.builtFrom)]),
      deciders: model.aggregates.map((it) => [it.name, named(model, it.commands)]),
      customers: model.actors.map((it) => [it.name, named(model, it.commands).sort()]),
    }),
    {
      events: ["Here before", "Order Placed", "Order Paid"],
      policies: [["Ship on payment", ["Order Paid"], ["Ship Order"]]],
      readModels: [["Open Orders", ["Order Placed"]]],
      deciders: [["Order", ["Place Order"]]],
      customers: [["Customer", ["Pay Order", "Place Order"]]],
    },
  );

  await ann.undo();
  await ann.modelBecomes(told, ["Here before"]);
  await ann.isSaved();
  await ann.redo();
  await ann.modelBecomes((model) => names(model.events), [
    "Here before",
    "Order Placed",
    "Order Paid",
  ]);
});

/** Every name in the model. */
function told(model: Model): string[] {
  return Object.values(model).flatMap((list) => (Array.isArray(list) ? names(elements(list)) : []));
}

function elements(list: object[]): { name: string }[] {
  return list.filter((it): it is { name: string } => "name" in it);
}

test("the whole guide gives the subscription box", async ({ door, server }) => {
  const ann = await door.join(await server.newBoard(), "Ann");
  const dialog = await ann.openImport();
  await dialog.getByLabel(/Or a file/).setInputFiles({
    name: "guide.md",
    mimeType: "text/markdown",
    buffer: Buffer.from(source("001-event-storming-guide.md")),
  });
  await expect(dialog.getByRole("list", { name: "Understood" })).toContainText("11 domain events");
  await dialog.getByRole("button", { name: "Put on the wall" }).click();
  const summary = (model: Model) => ({
    events: names(model.events),
    aggregates: names(model.aggregates).sort(),
    policies: model.policies.map((it) => [it.name, named(model, it.when), named(model, it.then)]),
    readModels: model.readModels
      .map((it) => [it.name, named(model, it.builtFrom).length])
      .sort(),
    contexts: names(model.contexts).sort(),
    actors: names(model.actors).sort(),
    hotspots: model.hotspots.length,
    problems: model.problems,
  });
  const example = summary(await server.model(await server.newExample()));
  expect(example.events).toHaveLength(11);
  await ann.modelBecomes((model) => ({ ...summary(model), policies: 0 }), {
    ...example,
    policies: 0,
  });
  expect(summary(await ann.model()).policies.sort()).toEqual(example.policies.sort());
  await ann.isSaved();
});

test("a document's lists of names come up", async ({ door, server }) => {
  const ann = await door.join(await server.newBoard(), "Ann");
  const dialog = await ann.openImport();
  const field = dialog.getByRole("textbox", { name: "Text to import" });
  await field.fill(source("002-shopping-cart-example.md"));
  await expect(dialog.getByText(/^Not read: \d+$/)).toBeVisible();
  await dialog.getByRole("button", { name: "Put on the wall" }).click();
  await ann.modelBecomes((model) => names(model.events), [
    "Item Added",
    "Item Removed",
    "Cart Checked Out",
  ]);
  const model = await ann.model();
  expect(names(model.commands).sort()).toEqual(["Add Item", "Checkout Cart", "Remove Item"]);
  expect(names(model.aggregates).sort()).toEqual(["Carts", "Customers", "Orders", "Products"]);
});

test("10 MB pasted into the dialog is refused with words", async ({ door, server }) => {
  const ann = await door.join(await server.newBoard(), "Ann");
  await ann.addNote("event", "Here before", { x: 500, y: 250 });
  const dialog = await ann.openImport();
  const field = dialog.getByRole("textbox", { name: "Text to import" });
  await field.focus();
  await ann.paste(`Order ${"placed ".repeat(140)}\n`.repeat(10_200));
  const said = dialog.getByRole("status");
  await expect(said).toContainText("The text is too large: 10.1 MB", { timeout: 20_000 });
  await expect(said).toContainText("Nothing was imported.");
  await expect(dialog.getByRole("button", { name: "Put on the wall" })).toBeDisabled();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(dialog).toBeHidden();
  await ann.addNote("event", "Here after", { x: 800, y: 250 });
  await ann.isSaved();
  await ann.modelBecomes((model) => names(model.events), ["Here before", "Here after"]);
});

test("a file of 10 MB is refused with words", async ({ door, server }) => {
  const ann = await door.join(await server.newBoard(), "Ann");
  const dialog = await ann.openImport();
  await dialog.getByLabel(/Or a file/).setInputFiles({
    name: "large.md",
    mimeType: "text/markdown",
    buffer: Buffer.alloc(10_000_000, "Order Placed\n"),
  });
  await expect(dialog.getByRole("status")).toContainText("The text is too large: 10.0 MB");
  await expect(dialog.getByRole("status")).toContainText("Nothing was imported.");
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await ann.addNote("event", "Here after", { x: 800, y: 250 });
  await ann.modelBecomes((model) => names(model.events), ["Here after"]);
});

test("lines pasted on the wall become notes along the timeline", async ({ door, server }) => {
  const ann = await door.join(await server.newBoard(), "Ann");
  const ben = await door.join(ann.board, "Ben");
  await ann.pointAt({ x: 350, y: 250 });
  await ann.paste("Order placed\n\n  Order paid \r\nOrder shipped\n");
  const lines = ["Order placed", "Order paid", "Order shipped"];
  for (const line of lines) await expect(ben.note("event", line)).toBeVisible();
  await ann.modelBecomes((model) => names(model.events), lines);
  await ann.undo();
  await ann.modelBecomes((model) => names(model.events), []);
  await expect(ben.notes).toHaveCount(0);
});

test("notation pasted on the wall is shown in the dialog first", async ({ door, server }) => {
  const ann = await door.join(await server.newBoard(), "Ann");
  await ann.pointAt({ x: 350, y: 250 });
  await ann.paste(NOTATION);
  const dialog = ann.page.getByRole("dialog", { name: "Import text" });
  await expect(dialog.getByRole("list", { name: "Understood" })).toContainText("2 domain events");
  await dialog.getByRole("button", { name: "Put on the wall" }).click();
  await ann.modelBecomes((model) => names(model.events), ["Order Placed", "Order Paid"]);
});
