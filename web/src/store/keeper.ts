/** Writes changed records to the database 300 ms after the last change, and tells whether they are kept. */
import type { Book, Song } from "../state";
import type { StudioDatabase } from "./db";

/** Pause after the last change before it is written, in milliseconds. */
const PAUSE = 300;
/** Pause before a write that failed is tried again. */
const RETRY = 10_000;

/** How writing goes. `full`: the browser's quota is used up; `refused`: it keeps nothing, as in some private windows. */
export type Progress = "writing" | "kept" | "full" | "refused";

export interface KeeperEvents {
  /** Brings the records up to date, before they are written. */
  collect(): void;
  progress(now: Progress): void;
  /** Everything is kept, and something was written. */
  written(): void;
}

/** The records that wait to be written. A record stays until the database has it, so reads must prefer what waits. */
export class Keeper {
  private readonly books = new Map<string, Book>();
  private readonly songs = new Map<string, Song>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private running: Promise<void> = Promise.resolve();

  /** @param database `null` where the browser gives none: nothing is kept then. */
  constructor(
    private readonly database: StudioDatabase | null,
    private readonly events: KeeperEvents,
  ) {}

  get waitingBooks(): Book[] {
    return [...this.books.values()];
  }

  get waitingSongs(): Song[] {
    return [...this.songs.values()];
  }

  putBook(book: Book): void {
    this.books.set(book.id, book);
  }

  putSong(song: Song): void {
    this.songs.set(song.id, song);
  }

  /** Takes a record out that is not to be written any more. */
  drop(id: string): void {
    this.books.delete(id);
    this.songs.delete(id);
  }

  /** Writes after the pause. */
  later(): void {
    this.again(PAUSE);
  }

  /** Writes what waits, now; never rejects. */
  flush(): Promise<void> {
    clearTimeout(this.timer);
    this.events.collect();
    this.running = this.running.then(() => this.write());
    return this.running;
  }

  private again(pause: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.flush(), pause);
  }

  private async write(): Promise<void> {
    const books = this.waitingBooks;
    const songs = this.waitingSongs;
    if (this.database === null) return this.events.progress("refused");
    if (books.length + songs.length === 0) return this.events.progress("kept");
    this.events.progress("writing");
    try {
      await this.database.putAll(books, songs);
    } catch (error) {
      this.again(RETRY);
      return this.events.progress(isQuotaExceeded(error) ? "full" : "refused");
    }
    letGo(this.books, books);
    letGo(this.songs, songs);
    if (this.books.size + this.songs.size === 0) {
      this.events.progress("kept");
      this.events.written();
    }
  }
}

/** Takes out what was written, but for what has changed since. */
function letGo<T extends { id: string }>(waiting: Map<string, T>, written: readonly T[]): void {
  for (const record of written) if (waiting.get(record.id) === record) waiting.delete(record.id);
}

/** Tells whether the browser has no room left. */
export function isQuotaExceeded(error: unknown): boolean {
  return error instanceof DOMException && error.name === "QuotaExceededError";
}
