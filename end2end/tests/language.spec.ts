// As somebody who thinks in German I want the whole interface in German, and nothing left over.
import type { Locator, Page } from "@playwright/test";
import { cookie, outside, overflowing } from "./support/texts";
import { expect, test } from "./support/wall";

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

/** Unfolds everything in a panel. */
async function unfold(panel: Locator) {
  await panel.evaluate((panel) => panel.querySelectorAll("details").forEach((it) => (it.open = true)));
}

/** Opens every panel and dialog and calls `look` at each, with words for where it is. */
async function tour(page: Page, home: Record<string, string>, look: (where: string) => Promise<void>) {
  const button = (name: string) => page.getByRole("button", { name, exact: true });
  const panel = page.locator("aside.panel");
  await look("the home page");
  await page.locator("form[action*='subscription-box'] button").click();
  await expect(page.getByRole("contentinfo").getByRole("status")).toHaveText(home.saved);
  await look("the wall");
  for (const name of [home.hints, home.model, home.workshop, home.export]) {
    await button(name).click();
    await expect(panel.locator(".panel-body")).toBeVisible();
    await unfold(panel);
    await look(`the panel ${name}`);
    if (name === home.model) {
      await page.locator("#open-map").click();
      await expect(page.locator("aside.wide .panel-body")).toBeVisible();
      await look("the context map");
      await page.keyboard.press("Escape");
    }
    if (name === home.workshop) {
      await page.locator("#begin-design").click();
      await expect(page.locator(".phase-list")).toBeVisible();
      await page.locator(".phase summary").first().click();
      await look("the panel of a workshop that is led");
    }
    if (name === home.export) {
      await page.locator("[data-export='json']").click();
      await expect(page.locator(".export-entry")).toHaveCount(1);
      await look("the list of exports");
    }
  }
  await page.keyboard.press("Escape");
  await page.locator(".canvas").focus();
  await page.keyboard.press("Control+f");
  await page.locator("#find").fill("payment");
  await expect(page.locator(".found").first()).toBeVisible();
  await look("the panel of what is found");
  for (const kind of ["e", "c", "a", "p", "r", "g", "x", "h", "b"]) {
    await page.locator(".canvas").focus();
    await page.keyboard.press(kind);
    await page.keyboard.type(`Something ${kind}`);
    await look(`writing ${kind}`);
    await page.keyboard.press("Escape");
    await page.locator(".canvas").focus();
    // From then on the panel follows the selection.
    if (kind === "e") await page.keyboard.press("i");
    await expect(panel.locator(".note-words")).toHaveText(`Something ${kind}`);
    await unfold(panel);
    await look(`the details of ${kind}`);
    if (kind === "e") {
      await panel.locator("input[id^='field-']").first().fill("orderId");
      await page.keyboard.press("Enter");
      await expect(panel.locator(".detail-field")).toHaveCount(1);
      await look("the details of a field");
    }
  }
  await page.locator(".canvas").focus();
  await page.keyboard.press("Control+a");
  await look("the bar over many notes");
  await page.keyboard.press("Escape");
  await page.locator("#tool-more").click();
  await look("every kind");
  await button(home.share).click();
  await look("sharing");
  await page.locator("[data-close]").last().click();
  await button(home.import).click();
  await page.locator("#import-text").fill("# A wall\n\nOrder Placed <-- Place Order\n\n| a | b |\n|---|---|\n| c | d |\n");
  await expect(page.locator("#import-report li").first()).toBeVisible();
  await look("importing");
  await page.locator("dialog [data-close]").last().click();
  await page.locator(".canvas").focus();
  await page.keyboard.press("?");
  await expect(page.locator(".key-row").first()).toBeVisible();
  await look("the list of keys");
  await page.locator("dialog [data-close]").last().click();
  await page.goto(new URL("/boards/none", page.url()).href);
  await look("the page of what is not there");
}

const PSEUDO = {
  saved: "⟦Saved⟧",
  hints: "⟦Hints⟧",
  model: "⟦Model⟧",
  workshop: "⟦Workshop⟧",
  export: "⟦Export⟧",
  share: "⟦Share⟧",
  import: "⟦Import⟧",
};

const GERMAN = {
  saved: "Gespeichert",
  hints: "Hinweise",
  model: "Modell",
  workshop: "Workshop",
  export: "Export",
  share: "Teilen",
  import: "Import",
};

test("no text is outside of the catalogue", async ({ page, server }) => {
  test.setTimeout(120_000);
  await page.context().addCookies([cookie(server.origin, "pseudo")]);
  await page.goto(server.origin);
  const strays: string[] = [];
  await tour(page, PSEUDO, async (where) => {
    strays.push(...(await outside(page)).map((stray) => `${where}: ${stray}`));
  });
  expect(strays).toEqual([]);
});

test("German words fit where they stand, at 1280 pixels", async ({ page, server }) => {
  test.setTimeout(120_000);
  await page.setViewportSize({ width: 1280, height: 760 });
  await page.context().addCookies([cookie(server.origin, "de")]);
  await page.goto(server.origin);
  const wide: string[] = [];
  await tour(page, GERMAN, async (where) => {
    wide.push(...(await overflowing(page)).map((it) => `${where}: ${it}`));
  });
  expect(wide).toEqual([]);
});
