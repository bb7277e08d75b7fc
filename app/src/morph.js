// Makes what is inside an element equal to a piece of HTML, keeping the elements that stay: the focus,
// what is being typed and what is unfolded outlive the change.

export function morph(host, html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  children(host, template.content);
}

function children(old, fresh) {
  const named = new Map();
  for (const node of old.children) if (node.id) named.set(node.id, node);
  let at = old.firstChild;
  for (const node of [...fresh.childNodes]) {
    const same = node.id ? named.get(node.id) : at && !at.id && alike(at, node) ? at : undefined;
    if (!same || !alike(same, node)) {
      old.insertBefore(node, at);
      continue;
    }
    if (same === at) at = at.nextSibling;
    else old.insertBefore(same, at);
    one(same, node);
  }
  while (at) {
    const next = at.nextSibling;
    at.remove();
    at = next;
  }
}

const alike = (a, b) => a.nodeName === b.nodeName;

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
  else if ("value" in old && old.nodeName !== "BUTTON" && !typing) old.value = fresh.value;
}
