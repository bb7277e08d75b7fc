// As somebody who does not see the wall, or has no use of a mouse, I read and change all of it as headings
// and lists.
import type { Locator } from "@playwright/test";
import { type Wall, drawnFlows, expect, names, test } from "./support/wall";

/** The Outline, opened by its key. */
async function openOutline(wall: Wall): Promise<Locator> {
  const panel = wall.page.getByRole("complementary", { name: "Outline" });
  await wall.canvas.focus();
  await wall.page.keyboard.press("Shift+O");
  await expect(panel.getByRole("heading", { name: "Outline" })).toBeVisible();
  return panel;
}

/** What is said to whoever does not see the wall. */
function said(wall: Wall): Locator {
  return wall.page.locator("#said");
}

/** The words of all notes that are unfolded, in their order. */
async function words(panel: Locator): Promise<string[]> {
  return panel
    .locator(".outline textarea")
    .evaluateAll((fields) => fields.map((field) => (field as HTMLTextAreaElement).value));
}

/** Presses Tab until this has the keyboard; never the mouse. */
async function tabTo(wall: Wall, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  for (let presses = 0; presses < 250; presses += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await wall.page.keyboard.press("Tab");
  }
  throw new Error(`Tab does not reach ${target}`);
}

async function press(wall: Wall, target: Locator): Promise<void> {
  await tabTo(wall, target);
  await wall.page.keyboard.press("Enter");
}

/** Chooses an option with the keyboard, in a choice that acts only when its button is pressed. */
async function choose(wall: Wall, choice: Locator, option: string): Promise<void> {
  await tabTo(wall, choice);
  await wall.page.keyboard.type(option.slice(0, 8));
  await expect(choice.locator("option:checked")).toHaveText(new RegExp(`^${option}`));
}

test("a board is made, corrected and connected with the keyboard in the Outline alone", async ({
  door,
  server,
}) => {
  const ann = await door.join(await server.newBoard(), "Ann");
  const keys = ann.page.keyboard;
  const panel = await openOutline(ann);
  const more = (text: string) => panel.getByRole("button", { name: `Change “${text}”`, exact: true });
  const note = (kind: string, text: string) =>
    panel.getByRole("textbox", { name: kind, exact: true }).and(panel.locator(`textarea`)).filter({ hasText: text });

  await test.step("notes are put up and written on", async () => {
    await choose(ann, panel.getByRole("combobox", { name: "New note here" }), "Command");
    await press(ann, panel.getByRole("button", { name: "Add: New note here" }));
    const field = panel.getByRole("textbox", { name: "Command", exact: true });
    await expect(field).toBeFocused();
    await expect(said(ann)).toHaveText("Command is added.");
    await keys.type("Place ordr");
    await keys.press("Enter");
    await expect(said(ann)).toHaveText("Written.");
    await ann.modelBecomes((model) => names(model.commands), ["Place ordr"]);
    await expect(field).toBeFocused();
    await keys.press("End");
    await keys.press("Backspace");
    await keys.type("er");
    await keys.press("Enter");
    await ann.modelBecomes((model) => names(model.commands), ["Place order"]);
  });

  await test.step("the grammar proposes what follows", async () => {
    await press(ann, more("Place order"));
    const after = panel.getByRole("combobox", { name: "After it" });
    await expect(after).toHaveValue("domainEvent");
    await press(ann, panel.getByRole("button", { name: "Add: After it" }));
    await expect(panel.getByRole("textbox", { name: "Domain event", exact: true })).toBeFocused();
    await keys.type("Order placed");
    await keys.press("Enter");
    await ann.modelBecomes(drawnFlows, ["Place order emits Order placed"]);
    expect(await words(panel)).toEqual(["Place order", "Order placed"]);
  });

  await test.step("Up and Down go from note to note", async () => {
    await keys.press("ArrowUp");
    await expect(note("Command", "Place order")).toBeFocused();
    await keys.press("ArrowDown");
    await expect(note("Domain event", "Order placed")).toBeFocused();
  });

  await test.step("a kind is changed", async () => {
    await press(ann, more("Order placed"));
    const kind = panel.getByRole("group", { name: "Change “Order placed”" }).getByRole("combobox", { name: "Kind" });
    await choose(ann, kind, "Policy");
    await press(ann, panel.getByRole("group", { name: "Change “Order placed”" }).getByRole("button", { name: "Change: Kind" }));
    await ann.modelBecomes((model) => names(model.policies), ["Order placed"]);
    await keys.press("Control+z");
    await expect(said(ann)).toHaveText("Taken back.");
    await ann.modelBecomes((model) => names(model.events), ["Order placed"]);
  });

  await test.step("a context is drawn, and notes go into it and out of it", async () => {
    await tabTo(ann, panel.getByText("Draw a context or a lane"));
    await keys.press("Enter");
    await tabTo(ann, panel.getByRole("textbox", { name: "Name of a bounded context" }));
    await keys.type("Sales");
    await keys.press("Enter");
    await expect(panel.getByRole("heading", { name: /^Sales/ })).toBeVisible();
    const of = panel.getByRole("group", { name: "Change “Order placed”" });
    await choose(ann, of.getByRole("combobox", { name: "Stands in" }), "Sales");
    await press(ann, of.getByRole("button", { name: "Move: Stands in" }));
    await expect(said(ann)).toHaveText("“Order placed” stands in Sales now.");
    await expect(more("Order placed")).toBeFocused();
    await ann.modelBecomes((model) => model.contexts[0].elements, ["event.order-placed"]);
    await keys.press("Control+z");
    await ann.modelBecomes((model) => model.contexts[0].elements, []);
  });

  await test.step("notes are connected with one that is chosen in the list, and let go again", async () => {
    await choose(ann, panel.locator(".outline > section").last().getByRole("combobox", { name: "New note here" }), "Policy");
    await press(ann, panel.locator(".outline > section").last().getByRole("button", { name: "Add: New note here" }));
    await expect(panel.getByRole("textbox", { name: "Policy", exact: true })).toBeFocused();
    await keys.type("Ship at once");
    await keys.press("Enter");
    await press(ann, panel.getByRole("group", { name: "Change “Order placed”" }).getByRole("button", { name: "Connect to …" }));
    await press(ann, panel.getByRole("button", { name: "Leads to “Ship at once”" }));
    await expect(said(ann)).toHaveText("“Order placed” activates “Ship at once”.");
    await ann.modelBecomes(
      (model) => drawnFlows(model).sort(),
      ["Order placed activates Ship at once", "Place order emits Order placed"],
    );
    const link = panel.getByRole("listitem").filter({ hasText: "activates “Ship at once”" }).last();
    await tabTo(ann, link.getByRole("textbox", { name: "Words on the arrow" }));
    await keys.type("within a day");
    await keys.press("Enter");
    const labels = (flows: { label?: string }[]) => flows.flatMap((flow) => flow.label ?? []);
    await ann.modelBecomes((model) => labels(model.flows), ["within a day"]);
    await press(ann, link.getByRole("button", { name: "Remove" }));
    await ann.modelBecomes(drawnFlows, ["Place order emits Order placed"]);
    await keys.press("Control+z");
    await ann.modelBecomes((model) => model.flows.length, 2);
  });

  await test.step("notes are moved along time, locked and deleted", async () => {
    const of = panel.getByRole("group", { name: "Change “Order placed”" });
    await press(ann, of.getByRole("button", { name: "Earlier" }));
    await expect(said(ann)).toHaveText("“Order placed” stands before “Place order” now.");
    await expect.poll(() => words(panel)).toEqual(["Order placed", "Place order", "Ship at once"]);
    await press(ann, of.getByRole("button", { name: "Lock" }));
    await expect(panel.getByRole("textbox", { name: "Domain event, locked" })).toBeVisible();
    await press(ann, of.getByRole("button", { name: "Delete" }));
    await expect(ann.notices).toContainText("“Order placed” is locked. Unlock it first.");
    await press(ann, of.getByRole("button", { name: "Unlock" }));
    await press(ann, of.getByRole("button", { name: "Delete" }));
    await expect(said(ann)).toHaveText("“Order placed” is deleted.");
    await expect(note("Command", "Place order")).toBeFocused();
    await keys.press("Control+z");
    await expect.poll(() => words(panel)).toEqual(["Order placed", "Place order", "Ship at once"]);
  });

  await test.step("letters are words here, and Escape goes back to the wall", async () => {
    const before = (await words(panel)).length;
    await more("Order placed").focus();
    await keys.press("e");
    await keys.press("Delete");
    expect((await words(panel)).length).toBe(before);
    await keys.press("Escape");
    await expect(ann.canvas).toBeFocused();
  });
});

test("the focus and what is being typed stay through somebody else's edits", async ({ door, server }) => {
  const board = await server.newBoard();
  const ann = await door.join(board, "Ann");
  const ben = await door.join(board, "Ben");
  await ben.addNote("command", "Place order", { x: 400, y: 200 });
  await ben.addNote("event", "Order placed", { x: 800, y: 200 });
  await ben.isSaved();
  await ben.letGo();
  const panel = await openOutline(ann);
  const fields = panel.locator(".outline textarea");
  await expect(fields).toHaveCount(2);
  await expect(panel.getByRole("button", { name: "The whole wall 2" })).toBeFocused();

  await test.step("a note that comes before moves nothing under the keyboard", async () => {
    await ann.page.keyboard.press("ArrowDown");
    await ann.page.keyboard.press("ArrowDown");
    await ann.page.keyboard.press("End");
    await ann.page.keyboard.type(" at once");
    await ben.addNote("actor", "Customer", { x: 200, y: 400 });
    await expect(fields).toHaveCount(3);
    await expect(panel.locator("textarea:focus")).toHaveValue("Order placed at once");
  });

  await test.step("what somebody else has written on the note meanwhile is kept", async () => {
    await ben.startWriting(ben.note("event", "Order placed"));
    await ben.page.keyboard.press("Control+Home");
    await ben.page.keyboard.type("New ");
    await ben.leaveField();
    await ben.isSaved();
    await expect(panel.locator("textarea:focus")).toHaveValue("Order placed at once");
    await ann.page.keyboard.press("Enter");
    await expect(ben.note("event", "New Order placed at once")).toBeVisible();
    await expect(panel.locator("textarea:focus")).toHaveValue("New Order placed at once");
  });

  await test.step("what is chosen and not yet taken is not lost", async () => {
    await panel.getByRole("button", { name: "Change “Place order”" }).press("Enter");
    const kind = panel.getByRole("combobox", { name: "Kind" });
    await kind.selectOption("Policy");
    await ben.addNote("readModel", "Open orders", { x: 200, y: 560 });
    await expect(fields).toHaveCount(4);
    await expect(kind).toHaveValue("policy");
    await panel.getByRole("button", { name: "Change “Place order”" }).press("Enter");
    await ben.remove(ben.note("readModel", "Open orders"));
    await expect(fields).toHaveCount(3);
    await panel.locator("textarea", { hasText: "New Order" }).focus();
  });

  await test.step("when the note is deleted the next one has the keyboard", async () => {
    await ben.remove(ben.note("event", "New Order placed at once"));
    await expect(fields).toHaveCount(2);
    await expect(panel.locator("textarea:focus")).toHaveCount(1);
  });

  await test.step("a note in the list is lit up on the wall, and its details are near", async () => {
    await expect(ann.marked("lit")).toHaveCount(1);
    const text = await panel.locator("textarea:focus").inputValue();
    await panel.getByRole("button", { name: `Change “${text}”` }).press("Enter");
    await panel.getByRole("button", { name: "Details" }).press("Enter");
    const details = ann.page.getByRole("complementary", { name: "Details" });
    await expect(details.getByText(text, { exact: true })).toBeVisible();
  });
});

test("it is told what others do, as often as one chooses", async ({ door, server }) => {
  const board = await server.newBoard();
  const ann = await door.join(board, "Ann");
  const ben = await door.join(board, "Ben");
  const panel = await openOutline(ann);
  const pace = panel.getByRole("combobox", { name: "Say what others do" });
  await expect(pace).toHaveValue("30");
  await pace.selectOption("At once");

  await ben.addNote("event", "Order placed", { x: 500, y: 200 });
  await expect(said(ann)).toHaveText("Ben put up “Order placed”.");
  await ben.addNote("event", "Order paid", { x: 800, y: 200 });
  await expect(said(ann)).toHaveText("Ben put up “Order paid”.");
  await ben.page.keyboard.press("Control+a");
  await ben.page.keyboard.press("ArrowDown");
  await ben.page.keyboard.press("ArrowDown");
  await expect(said(ann)).toHaveText("Ben moved 2 notes.");

  await test.step("the device remembers, and nothing is told where it is not wanted", async () => {
    await pace.selectOption("Never");
    await ben.page.keyboard.press("Delete");
    await expect(panel.locator(".outline textarea")).toHaveCount(0);
    await ann.open();
    const again = await openOutline(ann);
    await expect(again.getByRole("combobox", { name: "Say what others do" })).toHaveValue("off");
    await expect(said(ann)).toHaveText("");
  });
});
