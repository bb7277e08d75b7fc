// As an architect I say what a note means: fields, rules, owners, links.
import { drawnFlows, expect, test } from "./support/wall";

test("an event's fields are added, typed, undone and seen by others", async ({ door, server }) => {
  const board = await server.newBoard();
  const ann = await door.join(board, "Ann");
  const ben = await door.join(board, "Ben");
  await ann.addNote("event", "Item added", { x: 500, y: 250 });
  const panel = await ann.openDetails();
  const add = panel.getByRole("textbox", { name: "Add a field" });
  for (const name of ["itemId", "quantity", "addedAt"]) {
    await add.fill(name);
    await add.press("Enter");
    await expect(panel.locator("legend").filter({ hasText: name })).toBeVisible();
    await expect(add).toHaveValue("");
    await expect(add).toBeFocused();
  }
  const field = (name: string) => panel.getByRole("group", { name });
  await expect(field("itemId").getByRole("combobox", { name: "Type" })).toHaveValue("identifier");
  await expect(field("quantity").getByRole("combobox", { name: "Type" })).toHaveValue("number");
  await expect(field("addedAt").getByRole("combobox", { name: "Type" })).toHaveValue("dateTime");
  await expect(ben.detailsUnder(ben.note("event", "Item added"))).toHaveText("itemId, quantity, addedAt");
  await field("quantity").getByRole("textbox", { name: "Name" }).fill("amount");
  await field("quantity").getByRole("textbox", { name: "Name" }).press("Tab");
  await expect(ben.detailsUnder(ben.note("event", "Item added"))).toHaveText("itemId, amount, addedAt");
  await ann.canvas.focus();
  await ann.undo();
  await expect(ben.detailsUnder(ben.note("event", "Item added"))).toHaveText("itemId, quantity, addedAt");
  await expect(field("quantity")).toBeVisible();
});

test("rules, conditions, owners and what an actor is are kept on their notes", async ({ door, server }) => {
  const ann = await door.join(await server.newBoard(), "Ann");
  const aggregate = await ann.addNote("aggregate", "Cart", { x: 400, y: 250 });
  const panel = await ann.openDetails();
  const rule = panel.getByRole("textbox", { name: "Add a rule" });
  await rule.fill("Never empty at checkout");
  await rule.press("Enter");
  await expect(ann.detailsUnder(aggregate)).toHaveText("• Never empty at checkout");
  await ann.page.keyboard.press("Escape");
  const policy = await ann.addNote("policy", "Remind", { x: 700, y: 250 });
  await panel.getByRole("textbox", { name: "Condition" }).fill("retry count < 2");
  await panel.getByRole("textbox", { name: "Delay" }).fill("24 h");
  await panel.getByRole("textbox", { name: "Delay" }).press("Tab");
  await expect(ann.detailsUnder(policy)).toHaveText("if retry count < 2\nafter 24 h");
  await ann.page.keyboard.press("Escape");
  const hotspot = await ann.addNote("hotspot", "Who pays?", { x: 1000, y: 500 });
  await panel.getByRole("textbox", { name: "Owner" }).fill("Ben");
  await panel.getByRole("textbox", { name: "Owner" }).press("Tab");
  await panel.getByRole("combobox", { name: "State" }).selectOption("Left for later");
  await expect(ann.detailsUnder(hotspot)).toContainText("@Ben");
  await expect(ann.detailsUnder(hotspot)).toContainText("later");
});

test("a link that follows from the wall is drawn or said to be none", async ({ door, server }) => {
  const ann = await door.join(await server.newBoard(), "Ann");
  await ann.addNote("command", "Pay", { x: 500, y: 250 });
  await ann.addNote("event", "Paid", { x: 655, y: 250 });
  const panel = await ann.openDetails();
  await panel.getByRole("button", { name: "It is none" }).click();
  await ann.modelBecomes((model) => model.flows.length, 0);
  await panel.getByRole("button", { name: "Look for them again" }).click();
  await ann.modelBecomes((model) => model.flows.length, 1);
  await panel.getByRole("button", { name: "Draw it" }).click();
  await ann.modelBecomes((model) => model.flows.map((flow) => flow.inferred), [false]);
});

test("a link that leads the wrong way or to the wrong note is corrected", async ({ door, server }) => {
  const ann = await door.join(await server.newBoard(), "Ann");
  await ann.addNote("event", "Failed", { x: 900, y: 500 });
  await ann.addNote("event", "Paid", { x: 655, y: 250 });
  await ann.addNote("event", "Sent", { x: 500, y: 250 });
  const panel = await ann.openDetails();
  await panel.getByText("Correct it").click();
  await panel.getByRole("button", { name: "Turn it around" }).click();
  await expect.poll(async () => drawnFlows(await ann.model())).toEqual(["Paid then Sent"]);
  await expect(panel.locator(".link-rows")).toHaveText(/Paid then this/);
  await panel.getByText("Correct it").click();
  await panel.getByRole("combobox", { name: "It comes from" }).selectOption("Failed");
  await expect.poll(async () => drawnFlows(await ann.model())).toEqual(["Failed then Sent"]);
  await ann.modelBecomes((model) => model.flows.length, 1);
  await ann.canvas.focus();
  await ann.undo();
  await expect.poll(async () => drawnFlows(await ann.model())).toEqual(["Paid then Sent"]);
  await ann.undo();
  await ann.modelBecomes((model) => model.flows.map((flow) => flow.inferred), [true]);
});

test("notes of one name are renamed together", async ({ door, server }) => {
  const ann = await door.join(await server.newBoard(), "Ann");
  await ann.addNote("event", "Paid", { x: 400, y: 250 });
  await ann.addNote("event", "paid", { x: 900, y: 500 });
  const panel = await ann.openDetails();
  const rename = panel.getByRole("textbox", { name: "Rename them together" });
  await rename.fill("Bill paid");
  await rename.press("Enter");
  await expect(ann.note("event", "Bill paid")).toHaveCount(2);
});

test("a bounded context says how it stands to another", async ({ door, server }) => {
  const ann = await door.join(await server.newBoard(), "Ann");
  await ann.drawContext("Sales", { x: 260, y: 100 }, { x: 560, y: 400 });
  await ann.drawContext("Billing", { x: 620, y: 100 }, { x: 920, y: 400 });
  await ann.selectFrame("Billing");
  const panel = await ann.openDetails();
  await panel.getByRole("combobox", { name: "Direction" }).selectOption("This one is downstream");
  await panel.getByRole("checkbox", { name: /Anticorruption layer/ }).check();
  await expect(panel.getByRole("checkbox", { name: /Anticorruption layer/ })).toBeChecked();
  await ann.page.reload();
  await ann.isSaved();
  await ann.selectFrame("Billing");
  await ann.openDetails();
  await expect(panel.getByRole("checkbox", { name: /Anticorruption layer/ })).toBeChecked();
});

test("the context map is opened large, says how two contexts stand, and is left with Escape", async ({ door, server }) => {
  const ann = await door.join(await server.newBoard(), "Ann");
  await ann.drawContext("Sales", { x: 260, y: 100 }, { x: 560, y: 400 });
  await ann.drawContext("Billing", { x: 620, y: 100 }, { x: 920, y: 400 });
  const sold = await ann.addNote("event", "Sold", { x: 410, y: 250 });
  const bill = await ann.addNote("policy", "Bill", { x: 770, y: 250 });
  await ann.connectTo(sold, bill);
  const model = await ann.openPanel("Model");
  await model.getByRole("button", { name: "Context map" }).click();
  const map = ann.page.getByRole("complementary", { name: "Context map" });
  const picture = map.getByRole("img", { name: "Context map" });
  for (const words of ["Sales", "Billing", "Sold"]) {
    await expect(picture.locator("text").filter({ hasText: words }).first()).toBeVisible();
  }
  await expect(map.getByRole("button", { name: "Close the panel" })).toBeFocused();
  await map.getByText("Sales and Billing: how do they stand?").click();
  await map.getByRole("combobox", { name: "Direction" }).selectOption("Sales is upstream");
  await map.getByRole("checkbox", { name: /Open host service/ }).check();
  await expect(picture.getByText("U OHS", { exact: true })).toBeVisible();
  await expect(picture.getByText("D", { exact: true })).toBeVisible();
  await ann.page.keyboard.press("Escape");
  await expect(model.getByRole("button", { name: "Context map" })).toBeFocused();
  await expect(map).toBeHidden();
});
