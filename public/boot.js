// Brings the page to life. A file of its own, so that the page needs no inline script.
import init, { start } from "/pkg/squall.js";

/// The texts, if they are not those that the module holds; without them it speaks these.
async function texts() {
  const address = document.body.dataset.texts;
  if (!address) return "";
  try {
    const answer = await fetch(address);
    return answer.ok ? await answer.text() : "";
  } catch {
    return "";
  }
}

try {
  const table = texts();
  await init({ module_or_path: "/pkg/squall.wasm" });
  start(await table);
} catch (error) {
  console.error(error);
  document.documentElement.dataset.failed = "";
}
