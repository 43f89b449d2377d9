/** Pages by their hash: what the service need not send again. */
const MOST = 60;
const held = new Map<string, string>();

export function holdPage(hash: string, svg: string): void {
  held.delete(hash);
  held.set(hash, svg);
  for (const oldest of held.keys()) {
    if (held.size <= MOST) break;
    held.delete(oldest);
  }
}

export function heldPage(hash: string): string | undefined {
  return held.get(hash);
}

export function heldHashes(): string[] {
  return [...held.keys()];
}
