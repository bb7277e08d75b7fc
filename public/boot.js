// Brings the page to life. A file of its own, so that the page needs no inline script.
import init, { start } from "/pkg/squall.js";

try {
  await init({ module_or_path: "/pkg/squall.wasm" });
  start();
} catch (error) {
  console.error(error);
  document.documentElement.dataset.failed = "";
}
