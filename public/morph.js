// Makes what is inside an element equal to a piece of HTML, keeping the elements that stay: the focus,
// what is being typed and what is unfolded outlive the change.

// Others have a value too, such as the number of a list's item, which is not to be set.
const FIELDS = new Set(["INPUT", "SELECT", "TEXTAREA"]);

export function morph(host, html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  const active = document.activeElement;
  const way = host.contains(active) ? wayOut(host, active) : [];
  children(host, template.content);
  // An element that changes its place loses the focus, and may have been made anew; if it is gone, what is
  // next to it has the focus.
  const heir = active === document.activeElement ? null : way.map((id) => document.getElementById(id)).find(Boolean);
  if (heir && active.id === heir.id && heir !== active && isTyping(active)) heir.value = active.value;
  heir?.focus({ preventScroll: true });
}

// Where the focus may be after the change: where it is, in the next rows, in those before, at the top.
function wayOut(host, active) {
  const rows = [...host.querySelectorAll("[data-row]")];
  const at = rows.indexOf(active.closest("[data-row]"));
  const fields = at < 0 ? [] : [...rows.slice(at + 1), ...rows.slice(0, at).reverse()];
  const ids = fields.map((row) => row.querySelector("textarea")?.id);
  return [active.id, ...ids, host.querySelector("[data-close]")?.id].filter(Boolean);
}

function isTyping(field) {
  return "defaultValue" in field && field.value !== field.defaultValue;
}

function children(old, fresh) {
  const nodes = [...fresh.childNodes];
  const wanted = new Set(nodes.map((node) => node.id).filter(Boolean));
  const named = new Map();
  for (const node of old.children) if (node.id) named.set(node.id, node);
  let at = old.firstChild;
  const drop = () => {
    const next = at.nextSibling;
    at.remove();
    at = next;
  };
  for (const node of nodes) {
    const same = node.id ? named.get(node.id) : at && !at.id ? at : undefined;
    if (!same || same.nodeName !== node.nodeName) {
      old.insertBefore(node, at);
      continue;
    }
    // What stands before it and is not wanted any more goes; so it can stay where it is.
    while (at && at !== same && !wanted.has(at.id)) drop();
    if (at === same) at = at.nextSibling;
    else old.insertBefore(same, at);
    one(same, node);
  }
  while (at) drop();
}

function one(old, fresh) {
  if (old.nodeType !== Node.ELEMENT_NODE) {
    if (old.nodeValue !== fresh.nodeValue) old.nodeValue = fresh.nodeValue;
    return;
  }
  // What is being typed was begun on what stood there, and is handed over as a change of that.
  if (old === document.activeElement && isTyping(old)) return;
  const choice = pending(old, fresh);
  for (const { name, value } of [...fresh.attributes]) {
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  for (const { name } of [...old.attributes]) {
    if (name !== "open" && !fresh.hasAttribute(name)) old.removeAttribute(name);
  }
  children(old, fresh);
  if (old.type === "checkbox") old.checked = fresh.checked;
  else if (FIELDS.has(old.nodeName)) old.value = choice ?? fresh.value;
}

// What is chosen where a button beside it takes the choice: kept as long as the same is proposed and it is
// still offered.
function pending(old, fresh) {
  if (!old.matches("select[data-keep]") || fresh.nodeName !== "SELECT") return undefined;
  const isKept = proposed(old) === proposed(fresh) && old.value !== proposed(old);
  return isKept && [...fresh.options].some(({ value }) => value === old.value) ? old.value : undefined;
}

function proposed({ options }) {
  return [...options].find((option) => option.defaultSelected)?.value ?? options[0]?.value;
}
