// Keys in the fields of the Outline, which holds the wall as lists: Up and Down go from note to note, Enter
// hands over what was typed.

// Whether the key was one of these.
export function outlineKey(event) {
  const from = event.target.closest?.("[data-words], .outline button");
  if (!from || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return false;
  const { key } = event;
  const value = from.nodeName === "TEXTAREA" ? from.value : "";
  if (key === "Enter" && from.nodeName === "TEXTAREA") {
    event.preventDefault();
    if (!isSettled(event)) from.dispatchEvent(new Event("change", { bubbles: true }));
    return true;
  }
  const isDown = key === "ArrowDown";
  if (!isDown && key !== "ArrowUp") return false;
  // Within a text of several lines the keys are its own.
  if (isDown ? value.includes("\n", from.selectionEnd) : value.slice(0, from.selectionStart).includes("\n")) return false;
  const way = isDown ? Node.DOCUMENT_POSITION_FOLLOWING : Node.DOCUMENT_POSITION_PRECEDING;
  const fields = [...document.querySelectorAll("[data-words]")].filter((it) => from.compareDocumentPosition(it) & way);
  const next = isDown ? fields[0] : fields.at(-1);
  if (next) {
    event.preventDefault();
    next.focus();
  }
  return true;
}

// Whether the event is about a field of the Outline in which nothing has been typed that was not handed over.
export function isSettled(event) {
  const field = event.target.closest?.("[data-words]");
  return !!field && field.value === field.defaultValue;
}
