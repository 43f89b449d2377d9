/**
 * The last text in `localStorage`, written synchronously where IndexedDB cannot be waited for: when the page goes away,
 * and when the database refuses. Read at start; the newer of the two texts wins.
 */

const KEY = "studio.journal";
/** Bytes of one entry, in UTF-16 as browsers count them: a larger text is left to the database. */
const MAX_BYTES = 512 * 1024;

/** A text that may be newer than that of the database. */
export interface JournalEntry {
  song: string;
  content: string;
  /** Milliseconds since 1970. */
  at: number;
}

/** Writes the entry, and tells whether it is kept. */
export function writeJournal(entry: JournalEntry, storage: Storage = localStorage): boolean {
  const text = JSON.stringify(entry);
  if (text.length * 2 > MAX_BYTES) return false;
  try {
    storage.setItem(KEY, text);
    return true;
  } catch {
    return false;
  }
}

/** The entry, or `null` where there is none or it cannot be read. */
export function readJournal(storage: Storage = localStorage): JournalEntry | null {
  try {
    const value: unknown = JSON.parse(storage.getItem(KEY) ?? "null");
    return isEntry(value) ? value : null;
  } catch {
    return null;
  }
}

/** Takes the entry away, once the database has its text. */
export function clearJournal(storage: Storage = localStorage): void {
  try {
    storage.removeItem(KEY);
  } catch {
    // A browser that refuses storage has no entry either.
  }
}

function isEntry(value: unknown): value is JournalEntry {
  if (typeof value !== "object" || value === null) return false;
  const { song, content, at } = value as Record<string, unknown>;
  return typeof song === "string" && typeof content === "string" && typeof at === "number";
}
