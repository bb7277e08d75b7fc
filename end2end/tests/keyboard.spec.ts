// As somebody who works without a mouse I can do everything with the keyboard.
import { drawnFlows, expect, names, test } from "./support/wall";

test("a flow is written, moved, connected, deleted and restored with keys alone", async ({
  door,
  server,
}) => {
  const ann = await door.join(await server.newBoard(), "Ann");
  const keys = ann.page.keyboard;

  await test.step("Tab continues the flow by the grammar", async () => {
    await keys.press("c");
    await expect(ann.textField).toHaveAccessibleName("Text of command");
    await expect(ann.textField).toHaveAttribute("placeholder", "What triggered it?");
    await keys.type("Place order");
    await keys.press("Tab");
    await expect(ann.textField).toHaveAccessibleName("Text of domain event");
    await expect(ann.textField).toBeFocused();
    await keys.type("Order placed");
    await keys.press("Tab");
    await expect(ann.textField).toHaveAccessibleName("Text of policy");
    await expect(ann.textField).toHaveAttribute("placeholder", /What happens automatically next/);
    await expect(ann.textField).toBeFocused();
    await keys.type("Ship at once");
    await ann.leaveField();
    await ann.modelBecomes(
      (model) => [names(model.commands), names(model.events), names(model.policies)],
      [["Place order"], ["Order placed"], ["Ship at once"]],
    );
    await ann.modelBecomes(
      (model) => model.flows.map((flow) => flow.relation).sort(),
      ["activates", "emits"],
    );
  });

  await test.step("Enter writes again, Alt and a key change the kind", async () => {
    await keys.press("Enter");
    await expect(ann.textField).toBeFocused();
    await keys.press("Control+End");
    await keys.type(", please");
    await ann.leaveField();
    await keys.press("Alt+E");
    await expect(ann.note("event", "Ship at once, please")).toBeVisible();
  });

  await test.step("arrow keys move the note along the timeline", async () => {
    await ann.modelBecomes((model) => names(model.events), ["Order placed", "Ship at once, please"]);
    for (let presses = 0; presses < 40; presses += 1) await keys.press("ArrowLeft");
    await ann.modelBecomes((model) => names(model.events), ["Ship at once, please", "Order placed"]);
  });

  await test.step("Delete takes it off, undo brings it back", async () => {
    await keys.press("Delete");
    await ann.modelBecomes((model) => names(model.events), ["Order placed"]);
    await ann.undo();
    await ann.modelBecomes((model) => names(model.events), ["Ship at once, please", "Order placed"]);
  });
});

test("a command is found by a few letters of its name", async ({ door, server }) => {
  const ann = await door.join(await server.newBoard(), "Ann");
  const keys = ann.page.keyboard;
  await ann.addNote("event", "Order placed", { x: 500, y: 250 });
  await keys.press("Control+k");
  const field = ann.page.getByRole("combobox", { name: "Find a command" });
  await expect(field).toBeFocused();
  await keys.type("chahot");
  const chosen = ann.page.locator("[role=option][aria-selected]");
  await expect(chosen).toHaveText(/Change to Hot spot/);
  await keys.press("Enter");
  await expect(ann.note("hotspot", "Order placed")).toBeVisible();
  await expect(field).toBeHidden();

  await test.step("arrow keys choose, Escape closes and changes nothing", async () => {
    await keys.press("Control+k");
    await keys.type("zoom");
    const first = (await chosen.textContent()) ?? "";
    await keys.press("ArrowDown");
    await expect(chosen).not.toHaveText(first);
    await keys.press("ArrowUp");
    await expect(chosen).toHaveText(first);
    await keys.press("Escape");
    await expect(field).toBeHidden();
    await expect(ann.note("hotspot", "Order placed")).toBeVisible();
  });

  await test.step("without a selection nothing is offered that needs one", async () => {
    await ann.letGo();
    await keys.press("Control+k");
    await keys.type("duplicate");
    await expect(ann.page.getByText("No command has these letters")).toBeVisible();
    await keys.press("Escape");
  });
});

test("the bar over several notes aligns them, and locks them", async ({ door, server }) => {
  const ann = await door.join(await server.newBoard(), "Ann");
  await ann.addNote("event", "Order placed", { x: 500, y: 250 });
  await ann.leaveField();
  await ann.addNote("event", "Order paid", { x: 760, y: 330 });
  await ann.leaveField();
  await ann.page.keyboard.press("Control+a");
  await ann.selectionBar.getByLabel("Arrange").selectOption("Align upper edges");
  const tops = async () => {
    const notes = [ann.note("event", "Order placed"), ann.note("event", "Order paid")];
    const boxes = await Promise.all(notes.map((note) => note.boundingBox()));
    return new Set(boxes.map((box) => Math.round(box?.y ?? 0))).size;
  };
  await expect.poll(tops).toBe(1);
  await ann.selectionBar.getByRole("button", { name: "Lock or unlock" }).click();
  const role = "aria-roledescription";
  await expect(ann.note("event", "Order paid")).toHaveAttribute(role, "locked sticky note");
});

test("N connects the selected note to the next one that is chosen", async ({ door, server }) => {
  const ann = await door.join(await server.newBoard(), "Ann");
  await ann.addNote("command", "Place order", { x: 400, y: 200 });
  await ann.addNote("event", "Order placed", { x: 900, y: 500 });
  await ann.select(ann.note("command", "Place order"));
  await ann.page.keyboard.press("n");
  await ann.page.mouse.click(900, 500 + 52);
  await ann.modelBecomes(drawnFlows, ["Place order emits Order placed"]);
});

test("notes are chosen and connected with keys alone", async ({ door, server }) => {
  const ann = await door.join(await server.newBoard(), "Ann");
  await ann.addNote("command", "Place order", { x: 400, y: 200 });
  await ann.addNote("event", "Order placed", { x: 900, y: 200 });
  await ann.isSaved();
  // The event is selected; N asks for another note, arrow keys go to it, Enter takes it.
  await ann.page.keyboard.press("n");
  await ann.page.keyboard.press("ArrowLeft");
  await ann.page.keyboard.press("Enter");
  await ann.modelBecomes(drawnFlows, ["Order placed triggers Place order"]);
});

test("Shift T tidies up the wall, one undo takes it back", async ({ door, server }) => {
  const ann = await door.join(await server.newBoard(), "Ann");
  await ann.addNote("event", "Order placed", { x: 500, y: 300 });
  await ann.addNote("event", "Order paid", { x: 540, y: 340 });
  await ann.isSaved();
  const places = async () => {
    const notes = ["Order placed", "Order paid"].map((name) => ann.note("event", name));
    const boxes = await Promise.all(notes.map((note) => note.boundingBox()));
    return boxes.map((box) => ({ x: box?.x ?? 0, y: box?.y ?? 0, width: box?.width ?? 0 }));
  };
  const isApart = async () => {
    const [a, b] = await places();
    return Math.max(Math.abs(a.x - b.x), Math.abs(a.y - b.y)) > Math.max(a.width, b.width);
  };
  const before = await places();
  expect(await isApart()).toBe(false);
  await ann.page.keyboard.press("Control+a");
  await ann.page.keyboard.press("Shift+T");
  await expect.poll(isApart).toBe(true);
  await ann.undo();
  await expect.poll(places).toEqual(before);
  await ann.isSaved();
});

test("? lists the keys, Escape closes the list", async ({ door, server }) => {
  const ann = await door.join(await server.newBoard(), "Ann");
  await ann.page.keyboard.press("Shift+?");
  const dialog = ann.page.getByRole("dialog", { name: "Keys" });
  await expect(dialog).toBeVisible();
  for (const [key, does] of [
    ["E", "Domain event"],
    ["B", "Bounded context"],
    ["Tab", "Continue the flow to the right"],
    ["N", "Connect the selected note to another"],
    ["Ctrl Z", "Undo"],
  ]) {
    const row = dialog.locator(".key-row").filter({ has: ann.page.getByText(key, { exact: true }) });
    await expect(row.getByText(does, { exact: true })).toBeVisible();
  }
  await ann.page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await ann.page.keyboard.press("e");
  await expect(ann.textField).toBeFocused();
});

test("every button of the page is reached and used with Tab and Enter", async ({ door, server }) => {
  const ann = await door.join(await server.newBoard(), "Ann");
  const seen = new Set<string>();
  for (let presses = 0; presses < 60; presses += 1) {
    await ann.page.keyboard.press("Tab");
    seen.add(
      await ann.page.evaluate(() => {
        const element = document.activeElement;
        return element?.getAttribute("aria-label") ?? element?.textContent?.trim() ?? "";
      }),
    );
  }
  for (const name of ["Board title", "Your name", "Model", "Export", "Import", "Share", "Wall"]) {
    expect([...seen], `Tab reaches ${name}`).toContain(name);
  }
  for (const name of ["Domain event", "Bounded context", "Zoom in", "Keys"]) {
    expect([...seen], `Tab reaches ${name}`).toContain(name);
  }
  await ann.page.getByRole("button", { name: "Model", exact: true }).focus();
  await ann.page.keyboard.press("Enter");
  await expect(ann.page.getByRole("complementary", { name: "Model" })).toBeVisible();
});

test("words are found on the wall and gone to with keys alone", async ({ door, server }) => {
  const ann = await door.join(await server.newExample(), "Ann");
  await ann.canvas.focus();
  await ann.page.keyboard.press("Control+f");
  const panel = ann.page.getByRole("complementary", { name: "Find" });
  await expect(panel.getByRole("searchbox", { name: "Words" })).toBeFocused();
  await ann.page.keyboard.type("payment RETRY sched");
  await expect(panel.getByRole("status")).toHaveText("2 places");
  await ann.page.keyboard.press("Tab");
  await ann.page.keyboard.press("Enter");
  await expect(ann.marked("selected")).toHaveCount(1);
  await expect(ann.note("event", "Payment Retry Scheduled")).toBeVisible();
});
