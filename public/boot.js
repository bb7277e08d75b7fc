// Brings the page to life. A file of its own, so that the page needs no inline script.
import init, { hydrate } from "/pkg/squall.js";

try {
  await init({ module_or_path: "/pkg/squall.wasm" });
  hydrate();
} catch (error) {
  console.error(error);
  document.documentElement.dataset.failed = "";
}
