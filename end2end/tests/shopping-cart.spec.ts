// As somebody who storms without a mouse I write the shopping cart from an empty wall and get its model.
import { expect, named, names, test } from "./support/wall";

const ROWS = [
  { command: "Add item", event: "Item added", fields: ["itemId", "quantity", "timestamp"] },
  { command: "Remove item", event: "Item removed", fields: ["itemId"] },
  { command: "Check out cart", event: "Cart checked out", fields: ["cartId", "customerId"] },
];

test("the shopping cart is stormed by keyboard alone", async ({ door, server }) => {
  const ann = await door.join(await server.newBoard(), "Ann");
  const keys = ann.page.keyboard;
  const write = async (kind: string, text: string) => {
    await expect(ann.textField).toHaveAccessibleName(`Text of ${kind}`);
    await expect(ann.textField).toBeFocused();
    await keys.type(text);
  };

  for (const [place, row] of ROWS.entries()) {
    await test.step(row.command, async () => {
      await keys.press("a");
      await write("actor", "Customer");
      await ann.leaveField();
      // The rows stand below each other.
      for (let presses = 0; presses < 26 * place; presses += 1) await keys.press("ArrowDown");
      await keys.press("Tab");
      await write("command", row.command);
      await keys.press("Tab");
      await write("domain event", "Cart");
      await ann.leaveField();
      await keys.press("Alt+G");
      await keys.press("Tab");
      await write("domain event", row.event);
      await ann.leaveField();
      await keys.press("i");
      const panel = ann.page.getByRole("complementary", { name: "Details" });
      const add = panel.getByRole("textbox", { name: "Add a field" });
      await expect(add).toBeFocused();
      for (const field of row.fields) {
        await keys.type(field);
        await keys.press("Enter");
        await expect(panel.locator("legend").filter({ hasText: field })).toBeVisible();
        await expect(add).toHaveValue("");
      }
      await keys.press("Escape");
      await keys.press("i");
      await expect(panel).toBeHidden();
      await keys.press("Escape");
    });
  }

  await test.step("the model", async () => {
    await ann.modelBecomes(
      (model) => names(model.commands).sort(),
      ["Add item", "Check out cart", "Remove item"],
    );
    const model = await ann.model();
    expect(names(model.actors)).toEqual(["Customer"]);
    expect(names(model.aggregates)).toEqual(["Cart"]);
    for (const row of ROWS) {
      const command = model.commands.find((it) => it.name === row.command);
      expect(named(model, command?.actors ?? [])).toEqual(["Customer"]);
      expect(named(model, command?.aggregates ?? [])).toEqual(["Cart"]);
      expect(named(model, command?.events ?? [])).toEqual([row.event]);
    }
  });

  await test.step("the report", async () => {
    const report = (await server.bytes(`/api/boards/${ann.board}/export.md`)).toString();
    for (const row of ROWS) {
      expect(report).toContain(row.event);
      for (const field of row.fields) expect(report).toContain(field);
      expect(report).toMatch(new RegExp(`${row.command}.*Cart.*${row.event}`));
    }
  });
});
