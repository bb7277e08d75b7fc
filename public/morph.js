// Makes what is inside an element equal to a piece of HTML, keeping the elements that stay: the focus,
// what is being typed and what is unfolded outlive the change.

// Others have a value too, such as the number of a list's item, which is not to be set.
const FIELDS = new Set(["INPUT", "SELECT", "TEXTAREA"]);

export function morph(host, html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  const active = document.activeElement;
  children(host, template.content);
  // An element that changes its place loses the focus.
  if (active !== document.activeElement && host.contains(active)) active.focus({ preventScroll: true });
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
  const typing = old === document.activeElement && "defaultValue" in old && old.value !== old.defaultValue;
  for (const { name, value } of [...fresh.attributes]) {
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  for (const { name } of [...old.attributes]) {
    if (name !== "open" && !fresh.hasAttribute(name)) old.removeAttribute(name);
  }
  children(old, fresh);
  if (old.type === "checkbox") old.checked = fresh.checked;
  else if (FIELDS.has(old.nodeName) && !typing) old.value = fresh.value;
}
