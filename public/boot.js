// Brings the page to life. A file of its own, so that the page needs no inline script.
// The module is compiled while the page is still being read and shown.
const program = WebAssembly.compileStreaming(fetch("/pkg/squall.wasm"));
const page = new Promise((read) => {
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", read);
  else read();
});

// The texts, if they are not those that the module holds; without them it speaks these.
async function texts() {
  const address = document.documentElement.dataset.texts;
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
  const { default: init, start } = await import("/pkg/squall.js");
  await init({ module_or_path: await program });
  await page;
  start(await table);
} catch (error) {
  console.error(error);
  document.documentElement.dataset.failed = "";
}
