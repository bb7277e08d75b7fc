// As somebody who thinks in German I want the whole interface in German, and nothing left over.
import { expect, test } from "./support/wall";
import { cookie } from "./support/texts";

test.describe("a German browser", () => {
  test.use({ locale: "de-DE" });

  test("gets home, wall and panels in German, and a choice that is remembered", async ({ page, server }) => {
    await page.goto(server.origin);
    await expect(page.locator("html")).toHaveAttribute("lang", "de");
    await page.getByRole("button", { name: "Neue Wand" }).click();
    const state = page.getByRole("contentinfo").getByRole("status");
    await expect(state).toHaveText("Gespeichert");
    await expect(page.getByText("Was passiert im Geschäft?")).toBeVisible();
    await page.keyboard.press("e");
    await expect(page.getByPlaceholder("Was ist passiert?")).toBeFocused();
    await page.keyboard.type("Bestellung aufgegeben");
    await page.keyboard.press("Escape");
    await expect(page.getByRole("group", { name: "Domain Event: Bestellung aufgegeben" })).toBeVisible();
    await page.getByRole("button", { name: "Modell" }).click();
    await expect(page.getByRole("region", { name: "Domain Events" })).toContainText("Bestellung aufgegeben");
    await expect(page.getByRole("button", { name: "Bereich schließen" })).toBeVisible();

    const board = page.url();
    await page.getByRole("button", { name: "English" }).click();
    await expect(state).toHaveText("Saved");
    await expect(page.locator("html")).toHaveAttribute("lang", "en");
    expect(page.url()).toBe(board);
    await page.goto(server.origin);
    await page.getByRole("button", { name: "Deutsch" }).click();
    await expect(page.getByRole("button", { name: "Neue Wand" })).toBeVisible();
    await page.goto(`${server.origin}/boards/none`);
    await expect(page.getByRole("heading", { name: "Unter diesem Link gibt es keine Wand" })).toBeVisible();
  });
});

test("a wall goes on in English when the German texts cannot be fetched", async ({ page, server }) => {
  await page.context().addCookies([cookie(server.origin, "de")]);
  await page.route("**/texts/*", (route) => route.abort());
  await page.goto(server.origin);
  await page.getByRole("button", { name: "Neue Wand" }).click();
  await expect(page.getByRole("contentinfo").getByRole("status")).toHaveText("Saved");
});
