// Asks the server for a picture, and saves it or puts it on the clipboard. Gives the scale that the picture
// has, if it has one. What goes wrong has the server's sentence as its message, or none.

export async function picture(url, choice, copies) {
  const asked = fetch(url, { method: "POST", body: new URLSearchParams(choice) }).catch(() => {
    throw new Error("");
  });
  const file = asked.then(async (answer) => {
    if (answer.ok) return answer.blob();
    const said = await answer.json().catch(() => ({}));
    throw new Error(said.message ?? "");
  });
  if (copies) {
    // The browser wants to be asked during the click, while the picture is on its way.
    const written = navigator.clipboard.write([new ClipboardItem({ "image/png": file })]);
    written.catch(() => {});
    await file;
    await written;
  } else {
    save(await file, await asked);
  }
  return Number((await asked).headers.get("squall-scale") ?? NaN);
}

function save(file, answer) {
  const name = /filename="([^"]*)"/.exec(answer.headers.get("content-disposition") ?? "");
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name?.[1] ?? "picture";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
