// As a facilitator I lead a workshop through its phases, and everybody sees the same time.
import { expect, test } from "./support/wall";

test("a phase sets the palette for everybody and puts its time on the timer", async ({ door, server }) => {
  const board = await server.newBoard();
  const ann = await door.join(board, "Ann");
  const ben = await door.join(board, "Ben");
  const panel = await ann.openWorkshop();
  await panel.getByRole("button", { name: /Begin .Design/ }).click();
  await expect(ben.phaseBar).toContainText("Chaotic exploration", { ignoreCase: true });
  const palette = ben.page.getByRole("toolbar", { name: "Palette" });
  await expect(palette.getByRole("button", { name: "Domain event", exact: true })).toBeVisible();
  await expect(palette.getByRole("button", { name: "Aggregate", exact: true })).toBeHidden();
  await palette.getByRole("button", { name: "More kinds" }).click();
  await expect(palette.getByRole("button", { name: "Aggregate", exact: true })).toBeVisible();

  await test.step("the next phase", async () => {
    const next = ben.phaseBar.getByRole("button", { name: /Next phase/ });
    const name = (await next.getAttribute("aria-label"))?.replace("Next phase: ", "") ?? "";
    await next.click();
    await expect(ann.phaseBar.locator(".phase-name")).toHaveText(name);
    await expect(panel.locator("[aria-current=step]")).toContainText(name);
  });

  await test.step("what is on the wall stays, whatever the phase", async () => {
    await ann.addNote("aggregate", "Order", { x: 400, y: 300 });
    await ann.isSaved();
    await expect(ben.note("aggregate", "Order")).toBeVisible();
  });
});

test("the timer runs in step for everybody, also after a reload", async ({ door, server }) => {
  const board = await server.newBoard();
  const ann = await door.join(board, "Ann");
  const ben = await door.join(board, "Ben");
  const workshop = await ann.openWorkshop();
  await workshop.getByRole("button", { name: /Begin .Design/ }).click();
  const time = (wall: typeof ann) => wall.phaseBar.getByRole("timer");
  await expect(time(ben)).toHaveText(/^[0-9]+:00$/);
  const full = await time(ben).textContent();
  await ann.phaseBar.getByRole("button", { name: "Start the timer" }).click();
  await expect(time(ben)).not.toHaveText(full ?? "");
  await ben.page.reload();
  await ben.isSaved();
  await expect(ben.phaseBar.getByRole("button", { name: "Pause the timer" })).toBeVisible();
  const seconds = async (wall: typeof ann) => {
    const [minutes = 0, rest = 0] = ((await time(wall).textContent()) ?? "").split(":").map(Number);
    return minutes * 60 + rest;
  };
  await expect
    .poll(async () => Math.abs((await seconds(ann)) - (await seconds(ben))))
    .toBeLessThanOrEqual(1);
  await ben.phaseBar.getByRole("button", { name: "Pause the timer" }).click();
  await expect(ann.phaseBar.getByRole("button", { name: "Start the timer" })).toBeVisible();
  await expect.poll(async () => time(ann).textContent()).toBe(await time(ben).textContent());
  const before = await seconds(ann);
  await ann.phaseBar.getByRole("button", { name: "One minute more" }).click();
  await expect.poll(() => seconds(ben)).toBe(before + 60);
});

test("a facilitator changes the agenda", async ({ door, server }) => {
  const ann = await door.join(await server.newBoard(), "Ann");
  const panel = await ann.openWorkshop();
  await panel.getByRole("button", { name: /Begin .Design/ }).click();
  const phases = panel.locator(".phase");
  await expect(panel.locator("[aria-current=step]")).toBeVisible();
  const count = await phases.count();
  // An update of the panel once numbered every phase 0.
  await ann.phaseBar.getByRole("button", { name: "Start the timer" }).click();
  await ann.phaseBar.getByRole("button", { name: /Next phase/ }).click();
  await expect(phases.nth(1)).toHaveAttribute("aria-current", "step");
  await expect(panel.locator(".phase[value]")).toHaveCount(0);
  const field = panel.getByRole("textbox", { name: "Another phase" });
  await field.fill("Look back");
  await field.press("Enter");
  await expect(phases).toHaveCount(count + 1);
  await expect(phases.last()).toContainText("Look back");
  await expect(field).toHaveValue("");
  await expect(field).toBeFocused();
  await phases.last().getByText("Change").click();
  await phases.last().getByRole("button", { name: "Earlier" }).click();
  await expect(phases.nth(count - 1)).toContainText("Look back");
  await phases.nth(count - 1).getByRole("spinbutton", { name: "Minutes" }).fill("7");
  await phases.nth(count - 1).getByRole("spinbutton", { name: "Minutes" }).press("Tab");
  await expect(phases.nth(count - 1).locator(".phase-head")).toContainText("7 min");
  const lookBack = phases.nth(count - 1);
  await lookBack.getByRole("combobox", { name: "Looks for" }).selectOption("Policies");
  await lookBack.getByRole("checkbox", { name: "Policy" }).check();
  await lookBack.getByRole("button", { name: "Enter", exact: true }).click();
  const palette = ann.page.getByRole("toolbar", { name: "Palette" });
  await expect(palette.getByRole("button", { name: "Policy", exact: true })).toBeVisible();
  await expect(palette.getByRole("button", { name: "Domain event", exact: true })).toBeHidden();
  await panel.getByRole("button", { name: "End the agenda" }).click();
  await expect(panel.getByRole("button", { name: /Begin .Design/ })).toBeVisible();
  await expect(ann.phaseBar.getByRole("timer")).toBeHidden();
});

test("whoever likes plain words reads actions and constraints", async ({ door, server }) => {
  const board = await server.newBoard();
  const ann = await door.join(board, "Ann");
  const ben = await door.join(board, "Ben");
  await ann.addNote("aggregate", "Order", { x: 500, y: 300 });
  const panel = await ann.openWorkshop();
  await panel.getByRole("checkbox", { name: /Plain words/ }).check();
  const palette = ann.page.getByRole("toolbar", { name: "Palette" });
  await expect(palette.getByRole("button", { name: "Constraint", exact: true })).toBeVisible();
  await expect(ann.canvas.getByRole("group", { name: "Constraint: Order" })).toBeVisible();
  await expect((await ann.openPanel("Model")).getByText("Constraints")).toBeVisible();
  await expect(ben.note("aggregate", "Order")).toBeVisible();
  await ann.modelBecomes((model) => model.aggregates.map((it) => it.name), ["Order"]);
  await ann.page.reload();
  await ann.isSaved();
  await expect(palette.getByRole("button", { name: "Action", exact: true })).toBeVisible();
});
