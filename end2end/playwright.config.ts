// How the browser tests run. `cargo xtask e2e` sets CHROMIUM, SQUALL_BIN and SQUALL_SITE.
// There is no `webServer`: every spec starts its own server process with its own data folder.
import { defineConfig } from "@playwright/test";

export default defineConfig({
  testDir: "tests",
  outputDir: "test-results",
  timeout: 60_000,
  expect: { timeout: 10_000 },
  retries: 0,
  // Two cores: one browser beside one server, and the same in CI as at home.
  workers: 1,
  forbidOnly: true,
  // `cargo xtask` counts the tests in the JSON file.
  reporter: [["line"], ["json", { outputFile: "test-results/results.json" }]],
  use: {
    headless: true,
    trace: "off",
    screenshot: "only-on-failure",
    launchOptions: {
      // Unset means Playwright's own browser, which this project does not download.
      executablePath: process.env.CHROMIUM || undefined,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  projects: [{ name: "chromium" }],
});
