// Keys in the fields of the Outline, which holds the wall as lists: Up and Down go from note to note, Enter
// hands over what was typed.

// Whether the key was one of these.
export function outlineKey(event) {
  const field = event.target.closest?.("[data-words]");
  if (!field || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return false;
  const { key, value = field.value } = event;
  if (key === "Enter") {
    event.preventDefault();
    if (!isSettled(event)) field.dispatchEvent(new Event("change", { bubbles: true }));
    return true;
  }
  const isDown = key === "ArrowDown";
  if (!isDown && key !== "ArrowUp") return false;
  // Within a text of several lines the keys are its own.
  if (isDown ? value.includes("\n", field.selectionEnd) : value.slice(0, field.selectionStart).includes("\n")) return false;
  const fields = [...document.querySelectorAll("[data-words]")];
  const next = fields[fields.indexOf(field) + (isDown ? 1 : -1)];
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
