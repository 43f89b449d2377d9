/** IndexedDB `studio`, version 1: books, songs, files, history and settings. */
import type { BigChange, Book, Song } from "../state";

const NAME = "studio";
const VERSION = 1;
const DAY = 24 * 60 * 60 * 1000;

/** How long deleted songs are kept. */
export const DELETED_DAYS = 30;
/** Texts kept of one song, and what they may have together. */
const MAX_HISTORY = 50;
const MAX_HISTORY_CHARACTERS = 2_000_000;

/** A picture of a song. */
export interface FileRecord {
  song: string;
  name: string;
  type: string;
  blob: Blob;
}

/** An earlier text of a song. */
export interface HistoryRecord {
  song: string;
  /** Milliseconds since 1970. */
  at: number;
  why: BigChange;
  content: string;
}

/** The stores of the database. */
type StoreName = "books" | "songs" | "files" | "history" | "settings";

/** The open database. Every method rejects with a `DOMException` where the browser refuses. */
export class StudioDatabase {
  private constructor(private readonly database: IDBDatabase) {}

  /** Opens the database, and makes its stores the first time. */
  static open(factory: IDBFactory = indexedDB): Promise<StudioDatabase> {
    return new Promise((resolve, reject) => {
      const request = factory.open(NAME, VERSION);
      request.onupgradeneeded = () => createStores(request.result);
      request.onsuccess = () => {
        // Another tab with a newer studio must be able to upgrade.
        request.result.onversionchange = () => request.result.close();
        resolve(new StudioDatabase(request.result));
      };
      request.onerror = () => reject(request.error);
      request.onblocked = () => reject(new DOMException("another tab holds an older version", "BlockedError"));
    });
  }

  close(): void {
    this.database.close();
  }

  books(): Promise<Book[]> {
    return this.read("books", (store) => store.getAll());
  }

  /** Songs of a book that are not deleted, in no order. */
  async songsOf(book: string): Promise<Song[]> {
    const all = await this.read<Song[]>("songs", (store) => store.index("book").getAll(book));
    return all.filter((song) => song.deleted === undefined);
  }

  song(id: string): Promise<Song | undefined> {
    return this.read("songs", (store) => store.get(id));
  }

  /** Deleted songs, the last one first. */
  async deletedSongs(): Promise<Song[]> {
    const all = await this.read<Song[]>("songs", (store) => store.index("deleted").getAll());
    return all.sort((a, b) => (b.deleted ?? 0) - (a.deleted ?? 0));
  }

  async putBook(book: Book): Promise<void> {
    await this.write(["books"], (of) => of("books").put(book));
  }

  async putSong(song: Song): Promise<void> {
    await this.write(["songs"], (of) => of("songs").put(song));
  }

  /** A change that touches several records, in one transaction. */
  async putAll(books: readonly Book[], songs: readonly Song[], files: readonly FileRecord[] = []): Promise<void> {
    await this.write(["books", "songs", "files"], (of) => {
      for (const book of books) of("books").put(book);
      for (const song of songs) of("songs").put(song);
      for (const file of files) of("files").put(file);
    });
  }

  async deleteBook(id: string): Promise<void> {
    await this.write(["books"], (of) => of("books").delete(id));
  }

  /** Takes a song away for good, with its files and history. */
  async eraseSongs(ids: readonly string[]): Promise<void> {
    await this.write(["songs", "files", "history"], (of) => {
      for (const id of ids) {
        of("songs").delete(id);
        of("files").delete(rangeOf(id));
        of("history").delete(rangeOf(id));
      }
    });
  }

  /** Takes away what was deleted more than 30 days before `now`, and tells how many songs. */
  async eraseOldSongs(now: number): Promise<number> {
    const limit = now - DELETED_DAYS * DAY;
    const old = (await this.deletedSongs()).filter((song) => (song.deleted ?? now) < limit);
    if (old.length > 0) await this.eraseSongs(old.map((song) => song.id));
    return old.length;
  }

  filesOf(song: string): Promise<FileRecord[]> {
    return this.read("files", (store) => store.getAll(rangeOf(song)));
  }

  async putFile(file: FileRecord): Promise<void> {
    await this.write(["files"], (of) => of("files").put(file));
  }

  /** Earlier texts of a song, the oldest first. */
  historyOf(song: string): Promise<HistoryRecord[]> {
    return this.read("history", (store) => store.getAll(rangeOf(song)));
  }

  /** Keeps a text of a song, unless it is the newest one already, and lets go of the oldest beyond the limits. */
  async addHistory(song: string, at: number, why: BigChange, content: string): Promise<void> {
    const kept = await this.historyOf(song);
    if (content === "" || kept.at(-1)?.content === content) return;
    const gone = beyondLimits([...kept, { song, at, why, content }]);
    await this.write(["history"], (of) => {
      of("history").put({ song, at, why, content } satisfies HistoryRecord);
      for (const record of gone) of("history").delete([record.song, record.at]);
    });
  }

  async settings(): Promise<Map<string, unknown>> {
    const all = await this.read<{ name: string; value: unknown }[]>("settings", (store) => store.getAll());
    return new Map(all.map(({ name, value }) => [name, value]));
  }

  async putSetting(name: string, value: unknown): Promise<void> {
    await this.write(["settings"], (of) => of("settings").put({ name, value }));
  }

  private read<T>(name: StoreName, request: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const asked = request(this.database.transaction(name, "readonly").objectStore(name));
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });
  }

  private write(names: StoreName[], change: (of: (name: StoreName) => IDBObjectStore) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const transaction = this.database.transaction(names, "readwrite", { durability: "relaxed" });
      // Resolved when it is complete, not when the last request is: only then the quota has been checked.
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error ?? new DOMException("aborted", "AbortError"));
      change((name) => transaction.objectStore(name));
    });
  }
}

function createStores(database: IDBDatabase): void {
  database.createObjectStore("books", { keyPath: "id" });
  const songs = database.createObjectStore("songs", { keyPath: "id" });
  songs.createIndex("book", "book");
  songs.createIndex("deleted", "deleted");
  database.createObjectStore("files", { keyPath: ["song", "name"] });
  database.createObjectStore("history", { keyPath: ["song", "at"] });
  database.createObjectStore("settings", { keyPath: "name" });
}

/** All keys `[id, …]`: an array sorts behind every number, date and string. */
function rangeOf(id: string): IDBKeyRange {
  return IDBKeyRange.bound([id], [id, []]);
}

/** The oldest records, which the newest 50 and two million characters do not include. The newest always stays. */
export function beyondLimits(records: readonly HistoryRecord[]): HistoryRecord[] {
  let characters = 0;
  let count = 0;
  const gone: HistoryRecord[] = [];
  for (const record of [...records].reverse()) {
    characters += record.content.length;
    count += 1;
    if (count > 1 && (count > MAX_HISTORY || characters > MAX_HISTORY_CHARACTERS)) gone.push(record);
  }
  return gone;
}
