/** Changes one tree of nodes into another by replacing only what differs. */

/** Makes `old` equal to `now`, whose nodes may be moved over. */
export function morph(old: Element, now: Element): void {
  if (old.isEqualNode(now)) return;
  attributes(old, now);
  children(old, now);
}

function attributes(old: Element, now: Element): void {
  for (const { name, value } of [...now.attributes]) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  for (const { name } of [...old.attributes]) if (!now.hasAttribute(name)) old.removeAttribute(name);
}

function children(old: Element, now: Element): void {
  const before = [...old.childNodes];
  const after = [...now.childNodes];
  let start = 0;
  while (start < before.length && start < after.length && before[start]?.isEqualNode(after[start] ?? null)) start += 1;
  let fromEnd = 0;
  while (fromEnd < before.length - start && fromEnd < after.length - start && before[before.length - 1 - fromEnd]?.isEqualNode(after[after.length - 1 - fromEnd] ?? null)) fromEnd += 1;
  const left = before.slice(start, before.length - fromEnd);
  const right = after.slice(start, after.length - fromEnd);
  const anchor = before[before.length - fromEnd] ?? null;
  right.forEach((node, index) => {
    const other = left[index];
    if (!other) old.insertBefore(node, anchor);
    else if (alike(other, node)) morph(other as Element, node as Element);
    else old.replaceChild(node, other);
  });
  for (const node of left.slice(right.length)) node.remove();
}

function alike(a: Node, b: Node): boolean {
  return a instanceof Element && b instanceof Element && a.tagName === b.tagName && b.childElementCount > 0;
}
