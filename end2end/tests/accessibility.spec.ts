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

/** Panels and dialogs by their names in the list of commands, and what is there when they are. */
const PANELS = ["Hints", "Model", "Workshop", "Export", "Find words on the wall", "Context map"];
const DIALOGS = ["Share this board", "Import text", "List the keys"];

for (const colorScheme of ["light", "dark"] as const) {
  test(`no violation on the wall and at home in ${colorScheme}`, async ({ door, server }) => {
    const ann = await door.join(await server.newBoard(), "Ann", { colorScheme });
    await test.step("empty board", () => hasNoViolation(ann.page));
    await ann.addNote("event", "Order placed", { x: 500, y: 250 });
    await expect(ann.selectionBar).toBeVisible();
    await test.step("a selected note", () => hasNoViolation(ann.page));
    await ann.page.keyboard.press("i");
    const details = ann.page.getByRole("complementary", { name: "Details" });
    await expect(details.locator(":focus")).toBeVisible();
    await test.step("Details", () => hasNoViolation(ann.page));
    await ann.leaveField();
    await ann.page.keyboard.press("Enter");
    await expect(ann.textField).toBeFocused();
    await test.step("a note being written on", () => hasNoViolation(ann.page));
    await ann.leaveField();

    for (const path of ["/", "/guides", "/boards/nonsense"]) {
      await ann.page.goto(server.origin + path);
      await test.step(path, () => hasNoViolation(ann.page));
    }
  });

  test(`no violation in any panel or dialog in ${colorScheme}`, async ({ door, server }) => {
    const ann = await door.join(await server.newExample(), "Ann", { colorScheme });
    await test.step("example", () => hasNoViolation(ann.page));
    for (const name of PANELS) {
      await test.step(name, async () => {
        await ann.command(name);
        const panel = ann.page.getByRole("complementary").filter({ has: ann.page.locator(".panel-body") });
        await expect(panel).toBeVisible();
        await hasNoViolation(ann.page);
      });
    }
    for (const name of DIALOGS) {
      await test.step(name, async () => {
        await ann.command(name);
        await expect(ann.page.getByRole("dialog")).toBeVisible();
        await hasNoViolation(ann.page);
        await ann.page.keyboard.press("Escape");
        await expect(ann.page.getByRole("dialog")).toBeHidden();
      });
    }
    await test.step("what text says, before it is put up", async () => {
      const dialog = await ann.openImport();
      await dialog.getByRole("textbox").fill("Order Placed <-- Place Order\n\nSome more words here.");
      await expect(dialog.getByRole("list", { name: "Understood" })).toBeVisible();
      await hasNoViolation(ann.page);
      await dialog.getByRole("button", { name: "Cancel" }).click();
    });
    await test.step("the list of commands", async () => {
      await ann.page.keyboard.press("Control+k");
      await expect(ann.page.getByRole("option", { name: "Undo" })).toBeVisible();
      await hasNoViolation(ann.page);
    });
  });
}

/** Reports every violation of a page at once, each with its places. */
async function hasNoViolation(page: Page): Promise<void> {
  // Evaluated, not injected as an element, which the page's own policy would refuse.
  await page.evaluate(AXE);
  const violations = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run(): Promise<{ violations: Violation[] }> };
    };
    return (await axe.run()).violations;
  });
  const told = violations.map(({ id, impact, help, nodes }) => {
    const places = nodes.map((node) => `    ${node.html.slice(0, 160)}`);
    return [`${id} (${impact}): ${help}`, ...places, nodes[0].failureSummary].join("\n");
  });
  expect.soft(told, `violations on ${page.url()}`).toEqual([]);
}
