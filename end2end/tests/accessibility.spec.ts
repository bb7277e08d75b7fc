// As somebody who uses a screen reader, or needs contrast, I find nothing in my way.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "@playwright/test";
import { expect, test } from "./support/wall";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

type Violation = {
  id: string;
  impact: string;
  help: string;
  nodes: { html: string; failureSummary: string }[];
};

for (const colorScheme of ["light", "dark"] as const) {
  test(`no serious violation in ${colorScheme}`, async ({ door, server }) => {
    const ann = await door.join(await server.newBoard(), "Ann", { colorScheme });
    await test.step("empty board", () => hasNoSeriousViolation(ann.page));
    await ann.addNote("event", "Order placed", { x: 500, y: 250 });
    await expect(ann.selectionBar).toBeVisible();
    await test.step("a selected note", () => hasNoSeriousViolation(ann.page));
    await ann.page.keyboard.press("Enter");
    await expect(ann.textField).toBeFocused();
    await test.step("a note being written on", () => hasNoSeriousViolation(ann.page));
    await ann.leaveField();

    const example = await door.join(await server.newExample(), "Ben", { colorScheme });
    await test.step("example", () => hasNoSeriousViolation(example.page));
    await expect((await example.openPanel("Model")).getByText("Charge on Cycle").first()).toBeVisible();
    await test.step("Model panel", () => hasNoSeriousViolation(example.page));
    const outline = await example.openPanel("Outline");
    await expect(outline.getByRole("button", { name: /^Change “/ }).first()).toBeVisible();
    await outline.getByRole("button", { name: /^Change “/ }).first().click();
    await expect(outline.getByRole("button", { name: "Delete" })).toBeVisible();
    await test.step("Outline panel", () => hasNoSeriousViolation(example.page));
    await example.openPanel("Export");
    await test.step("Export panel", () => hasNoSeriousViolation(example.page));
    const dialog = await example.openImport();
    await dialog.getByRole("textbox").fill("Order Placed <-- Place Order\n\nSome more words here.");
    await expect(dialog.getByRole("list", { name: "Understood" })).toBeVisible();
    await test.step("import dialog", () => hasNoSeriousViolation(example.page));
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await example.page.getByRole("button", { name: "Keys" }).click();
    await expect(example.page.getByRole("dialog", { name: "Keys" })).toBeVisible();
    await test.step("keys", () => hasNoSeriousViolation(example.page));

    await example.page.goto(server.origin);
    await test.step("home", () => hasNoSeriousViolation(example.page));
    await example.page.goto(`${server.origin}/boards/nonsense`);
    await test.step("unknown board", () => hasNoSeriousViolation(example.page));
  });
}

/** Reports every violation of a page at once, each with its places. */
async function hasNoSeriousViolation(page: Page): Promise<void> {
  // Evaluated, not injected as an element, which the page's own policy would refuse.
  await page.evaluate(AXE);
  const violations = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run(): Promise<{ violations: Violation[] }> };
    };
    return (await axe.run()).violations;
  });
  const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  const told = serious.map(({ id, impact, help, nodes }) => {
    const places = nodes.map((node) => `    ${node.html.slice(0, 160)}`);
    return [`${id} (${impact}): ${help}`, ...places, nodes[0].failureSummary].join("\n");
  });
  expect.soft(told, `violations on ${page.url()}`).toEqual([]);
}
