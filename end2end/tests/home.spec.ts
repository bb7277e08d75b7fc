// As somebody who has got a link to Squall I want to start at once, without an account.
import { expect, names, test } from "./support/wall";

const EVENTS = [
  "Subscription Created",
  "Monthly Billing Cycle Triggered",
  "Payment Attempted",
  "Payment Succeeded",
  "Payment Failed",
  "Payment Retry Scheduled",
  "Payment Retry Attempted",
  "Subscription Paused",
  "Shipment Requested",
  "Subscription Resumed",
  "Subscription Cancelled",
];

test("“New board” opens an empty wall that says how to begin", async ({ page, server }) => {
  await page.goto(server.origin);
  await page.getByRole("button", { name: "New board" }).click();
  await expect(page).toHaveURL(/\/boards\/[0-9a-f]{32}$/);
  await expect(page.getByRole("contentinfo").getByRole("status")).toHaveText("Saved");
  await expect(page.getByText("What happens in your business?")).toBeVisible();
  await expect(page.locator("[aria-roledescription='sticky note']")).toHaveCount(0);
  const model = await server.model(page.url().slice(-32));
  expect(model.events).toEqual([]);
});

test("the example opens as a wall with the whole subscription box", async ({ page, server }) => {
  await page.goto(server.origin);
  await page.getByRole("button", { name: "Open the subscription box example" }).click();
  await expect(page.getByRole("contentinfo").getByRole("status")).toHaveText("Saved");
  const note = page.getByRole("group", { name: "Domain event: Payment Failed", exact: true });
  await expect(note).toBeVisible();
  const model = await server.model(page.url().slice(-32));
  expect(model.title).toBe("Subscription box");
  expect(names(model.events)).toEqual(EVENTS);
  expect(names(model.aggregates).sort()).toEqual(["Billing", "Shipment", "Subscription"]);
  expect(names(model.policies).sort()).toEqual([
    "Charge on Cycle",
    "Fulfill on Payment",
    "Pause After Retries Exhausted",
    "Retry Failed Payment",
  ]);
  expect(names(model.readModels).sort()).toEqual([
    "Failed Payments Dashboard",
    "My Subscription",
    "Shipment Queue",
  ]);
  expect(names(model.contexts).sort()).toEqual(["Billing", "Fulfillment", "Subscription"]);
  expect(model.hotspots).toHaveLength(4);
  expect(model.problems).toEqual([]);
});

test.describe("without any script", () => {
  test.use({ javaScriptEnabled: false });

  test("home opens the example and the wall can be read", async ({ page, server }) => {
    await page.goto(server.origin);
    await page.getByRole("button", { name: "Open the subscription box example" }).click();
    const wall = page.getByRole("application", { name: "Wall" });
    for (const text of [...EVENTS, "Attempt Payment", "Fulfillment"]) {
      await expect(wall.getByText(text, { exact: true }).first()).toBeVisible();
    }
    await expect(page.locator("p.noscript")).toBeVisible();
    await expect(page.locator("p.noscript")).toHaveText(/needs JavaScript to change this wall/);
    await expect(page).toHaveTitle("Subscription box · Squall");
  });
});
