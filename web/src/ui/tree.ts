/** Configurations as trees of settings: whether one holds another, with and without it. */

export type Tree = { [name: string]: unknown };

/** Whether `tree` has all that `part` sets. */
export function holds(tree: unknown, part: unknown): boolean {
  if (typeof part !== "object" || part === null) return tree === part;
  return typeof tree === "object" && tree !== null && Object.entries(part).every(([name, value]) => holds((tree as Tree)[name], value));
}

/** `tree` without what `part` sets, and without what is empty then. */
export function without(tree: Tree, part: Tree): Tree {
  const made: Tree = {};
  for (const [name, value] of Object.entries(tree)) {
    const other = part[name];
    if (other === undefined) made[name] = value;
    else if (typeof other === "object" && other !== null && typeof value === "object" && value !== null) {
      const left = without(value as Tree, other as Tree);
      if (Object.keys(left).length > 0) made[name] = left;
    }
  }
  return made;
}

export function merged(tree: Tree, part: Tree): Tree {
  const made: Tree = { ...tree };
  for (const [name, value] of Object.entries(part)) {
    const old = made[name];
    made[name] = typeof value === "object" && value !== null && typeof old === "object" && old !== null ? merged(old as Tree, value as Tree) : value;
  }
  return made;
}

/** The part of `tree` that `part` names. */
export function only(tree: Tree, part: Tree): Tree {
  const made: Tree = {};
  for (const [name, value] of Object.entries(tree)) {
    const other = part[name];
    if (other === undefined) continue;
    made[name] = typeof other === "object" && typeof value === "object" && value !== null ? only(value as Tree, other as Tree) : value;
  }
  return made;
}
