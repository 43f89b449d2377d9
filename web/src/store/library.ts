/**
 * The songs and books of this browser: opened at the start, written as they change.
 *
 * `state.ts` holds the open song, its book and the book's songs; this module keeps them in the database, and holds the
 * lists of all books and of the songs that are in none. What people do with books is in `books.ts`.
 */
import { batch, effect, signal } from "@preact/signals";
import {
  book, content, editor, kept, look, newBook, newSong, onBigChange, openSong, readOnly, settings, song, songs,
  type BigChange, type Book, type Song,
} from "../state";
import { StudioDatabase } from "./db";
import { clearJournal, readJournal, writeJournal } from "./journal";
import { Keeper, type Progress } from "./keeper";
import { loadPictures } from "./pictures";
import { putSettings, restoreSettings } from "./settings";
import { Tabs } from "./tabs";

/** Pause between two versions of a text that is being written. */
const VERSION_PAUSE = 2 * 60 * 1000;

interface Guests {
  from: "link" | "tour";
  songs: Song[];
}

/** All books, the oldest first. */
export const books = signal<Book[]>([]);
/** The songs that are in no book, the newest first. */
export const looseSongs = signal<Song[]>([]);
/** Songs that are looked at without being kept, and where they come from. */
export const guest = signal<Guests | null>(null);

let database: StudioDatabase | null = null;
let keeper: Keeper;
let tabs: Tabs | null = null;
/** Records as the database has them, by id. */
const written = new Map<string, Song | Book>();
/** The song that was open before the guests came. */
let ownSong = "";
const versionAt = new Map<string, number>();

/** Opens the database and the last song. Never rejects: without a database the studio works, and says that nothing is kept. */
export async function startLibrary(): Promise<void> {
  database = await StudioDatabase.open().catch(() => null);
  keeper = new Keeper(database, { collect, progress: showProgress, written: afterWriting });
  const stored = (await database?.settings().catch(() => undefined)) ?? new Map<string, unknown>();
  restoreSettings(stored);
  await reloadLists();
  await openLast(stored.get("song"));
  if (database === null) showProgress("refused");
  keepWriting();
  joinTabs();
  void database?.eraseOldSongs(Date.now()).catch(() => undefined);
}

/** The database, or `null` where the browser gives none. */
export function openDatabase(): StudioDatabase | null {
  return database;
}

/** Brings everything that was typed to the database. */
export function flush(): Promise<void> {
  return keeper.flush();
}

/** Marks records as changed. The open song, its book and its book's songs are found without it. */
export function put(changedBooks: readonly Book[], changedSongs: readonly Song[]): void {
  for (const one of changedBooks) keeper.putBook(one);
  for (const one of changedSongs) keeper.putSong(one);
  keeper.later();
}

/** A song by its id, as it is now. */
export async function findSong(id: string): Promise<Song | undefined> {
  if (id === song.value.id) return openSongNow();
  const open = songs.value.find((one) => one.id === id) ?? keeper.waitingSongs.find((one) => one.id === id);
  return open ?? (await database?.song(id).catch(() => undefined));
}

/** The songs of a book in its order, as they are now. */
export async function songsOf(of: Book): Promise<Song[]> {
  const found = new Map<string, Song>();
  for (const one of (await database?.songsOf(of.id).catch(() => [])) ?? []) found.set(one.id, one);
  for (const one of found.values()) written.set(one.id, one);
  for (const one of keeper.waitingSongs) {
    found.set(one.id, one);
    written.set(one.id, one);
  }
  if (of.id === book.value?.id) for (const one of songs.value) found.set(one.id, one);
  if (song.value.book === of.id) found.set(song.value.id, openSongNow());
  return of.songs.flatMap((id) => found.get(id) ?? []).filter((one) => one.deleted === undefined);
}

/** Opens a song, with the book that it is in. */
export async function showSong(next: Song): Promise<void> {
  // The open book may have changed since it was written.
  const nextBook = next.book === "" ? null : next.book === book.value?.id ? book.value : (books.value.find((one) => one.id === next.book) ?? null);
  const nextSongs = nextBook ? await songsOf(nextBook) : [];
  await keeper.flush();
  present(next, nextBook, nextSongs, null);
  tabs?.open(next.id);
}

/** Opens songs that are not to be kept, over the one that was open. */
export async function showGuest(from: "link" | "tour", guests: Song[], title = ""): Promise<void> {
  const [first] = guests;
  if (!first) return;
  await keeper.flush();
  tabs?.close();
  if (!guest.value) ownSong = song.value.id;
  const asBook = guests.length > 1 ? guestBook(title, guests) : null;
  present(first, asBook, asBook ? guests : [], { from, songs: guests });
}

/** Keeps the guest songs: one among the songs without a book, several as a book. The editor goes on where it is. */
export function adoptGuests(title: string): void {
  if (!guest.value) return;
  const made = songs.value.length > 1 ? { ...newBook(title), songs: songs.value.map((one) => one.id) } : null;
  const inBook = made?.id ?? "";
  batch(() => {
    songs.value = songs.value.map((one) => ({ ...one, book: inBook }));
    song.value = { ...song.value, book: inBook };
    book.value = made;
    if (made) books.value = [...books.value, made];
    guest.value = null;
    kept.value = { state: "writing" };
  });
  keeper.later();
  tabs?.open(song.value.id);
}

/** Opens another one of the guest songs. */
export function showGuestSong(next: Song): void {
  present(next, book.value, songs.value, guest.value);
}

function guestBook(title: string, guests: readonly Song[]): Book {
  return {
    id: "guest", title, subtitle: "", songs: guests.map((one) => one.id), cover: false, contents: true, newPage: true,
    options: {}, updated: 0,
  };
}

function present(next: Song, nextBook: Book | null, nextSongs: Song[], guests: Guests | null): void {
  batch(() => {
    readOnly.value = false;
    guest.value = guests;
    kept.value = { state: guests ? "guest" : "kept" };
    book.value = nextBook;
    songs.value = nextSongs;
    openSong(next);
  });
  loadPictures(database, [next, ...nextSongs]);
}

/** Ends the visit: whatever of it should stay was kept before. Opens the song that was open before. */
export async function leaveGuest(): Promise<void> {
  const last = await findSong(ownSong);
  await showSong(last ?? looseSongs.value[0] ?? newSong());
}

/** Keeps a version of the open song in its history. */
export function keepVersion(why: BigChange, of: Song = openSongNow()): void {
  if (guest.value || readOnly.value || of.content.trim() === "") return;
  const now = Date.now();
  versionAt.set(of.id, now);
  void database?.addHistory(of.id, now, why, of.content).catch(() => undefined);
}

/** Takes the open song from the tab that edits it. */
export function editHere(): void {
  tabs?.take();
}

/** The open song with its newest text, cursor and scroll. */
export function openSongNow(): Song {
  const open = song.value;
  return {
    ...open, content: content.value, cursor: editor.current?.cursor() ?? open.cursor,
    scroll: editor.current?.scroll() ?? open.scroll,
  };
}

/* Start */

async function reloadLists(): Promise<void> {
  const [allBooks, loose] = await Promise.all([database?.books().catch(() => []), database?.songsOf("").catch(() => [])]);
  for (const one of [...(allBooks ?? []), ...(loose ?? [])]) written.set(one.id, one);
  batch(() => {
    books.value = overlay(allBooks ?? [], keeper.waitingBooks);
    looseSongs.value = overlay(loose ?? [], keeper.waitingSongs.filter((one) => one.book === ""))
      .filter((one) => one.deleted === undefined)
      .sort((a, b) => b.updated - a.updated);
  });
}

function overlay<T extends { id: string }>(stored: readonly T[], waiting: readonly T[]): T[] {
  const all = new Map(stored.map((one) => [one.id, one]));
  for (const one of waiting) all.set(one.id, one);
  return [...all.values()];
}

async function openLast(id: unknown): Promise<void> {
  const entry = readJournal();
  let last = typeof id === "string" ? await database?.song(id).catch(() => undefined) : undefined;
  if (entry) {
    const journalled = await database?.song(entry.song).catch(() => undefined);
    const text = { content: entry.content, updated: entry.at };
    if (!journalled) last = { ...newSong(entry.content), ...text, id: entry.song };
    else if (journalled.updated < entry.at) last = { ...journalled, ...text };
  }
  if (last?.deleted !== undefined) last = undefined;
  const opened = last ?? looseSongs.value[0] ?? newSong();
  const openedBook = books.value.find((one) => one.id === opened.book) ?? null;
  const others = openedBook ? await songsOf(openedBook) : [];
  present(opened, openedBook, others.map((one) => (one.id === opened.id ? opened : one)), null);
}

/* Writing */

function keepWriting(): void {
  // Runs at each change of what is kept; the records are compared when they are written.
  effect(() => {
    const now = content.value;
    void [song.value, songs.value, book.value];
    if (guest.value || readOnly.value) return;
    if (kept.peek().state === "kept" && now !== (written.get(song.value.id) as Song | undefined)?.content) {
      showProgress("writing");
    }
    keeper.later();
  });
  effect(() => putSettings(database, { ...look.value, ...settings.value }));
  effect(() => {
    if (!guest.value) putSettings(database, { song: song.value.id, book: book.value?.id ?? "" });
  });
  onBigChange((why, of) => keepVersion(why, of));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") void keeper.flush();
  });
  addEventListener("pagehide", () => {
    journal();
    void keeper.flush();
  });
  addEventListener("beforeunload", (event) => {
    // What neither the database nor the journal holds would be lost.
    if (kept.value.state === "not" && !journal()) event.preventDefault();
  });
}

/** Puts what has changed of the open song, its book and that book's songs into the keeper. */
function collect(): void {
  if (guest.value || readOnly.value) return;
  const now = openSongNow();
  const before = written.get(now.id) as Song | undefined;
  if (isBlank(now) && !before) return;
  if (!before || !isSame(now, before)) {
    if (before && before.content !== now.content) keepVersionInTime(before);
    const changed = { ...now, updated: Date.now() };
    keeper.putSong(changed);
    written.set(now.id, changed);
    if (changed.book === "") looseSongs.value = overlay(looseSongs.value, [changed]);
  }
  for (const one of songs.value) {
    const stored = written.get(one.id) as Song | undefined;
    if (one.id === now.id || stored === one || (stored && isSame(stored, one))) continue;
    keeper.putSong(one);
    written.set(one.id, one);
  }
  collectBook();
}

function collectBook(): void {
  const open = book.value;
  if (!open || written.get(open.id) === open) return;
  keeper.putBook(open);
  written.set(open.id, open);
  books.value = overlay(books.value, [open]);
}

/** Nothing worth keeping: a new song without a letter. */
function isBlank(of: Song): boolean {
  return of.book === "" && of.content.trim() === "" && of.files.length === 0;
}

function isSame(a: Song, b: Song): boolean {
  if (a.content !== b.content) return false;
  const rest = (of: Song) => JSON.stringify({ ...of, content: "", updated: 0 });
  return rest(a) === rest(b);
}

function keepVersionInTime(before: Song): void {
  const last = versionAt.get(before.id) ?? 0;
  if (Date.now() - last >= VERSION_PAUSE) keepVersion("edit", before);
}

function showProgress(now: Progress): void {
  if (guest.value || readOnly.value) return;
  if (now === "full" || now === "refused") {
    kept.value = { state: "not", reason: now === "full" ? "the browser is full" : "the browser keeps nothing" };
    journal();
  } else {
    kept.value = { state: now };
  }
}

function afterWriting(): void {
  clearJournal();
  tabs?.changed();
  if (looseSongs.value.length + songs.value.length > 2) void navigator.storage?.persist?.();
}

/** Writes the newest text where the database cannot be waited for. */
function journal(): boolean {
  if (guest.value || readOnly.value) return true;
  const now = openSongNow();
  const stored = written.get(now.id) as Song | undefined;
  const isWaiting = keeper.waitingSongs.some((one) => one.id === now.id);
  if (isBlank(now) || (stored?.content === now.content && !isWaiting)) return true;
  return writeJournal({ song: now.id, content: now.content, at: Date.now() });
}

/* Other tabs */

function joinTabs(): void {
  tabs = new Tabs({
    onHeld: () => setReadOnly(true),
    onTaken: async () => {
      await keeper.flush();
      setReadOnly(true);
    },
    onReleased: () => void reopen().then(() => setReadOnly(false)),
    onChanged: () => void reloadLists().then(() => (readOnly.value ? reopen() : followBook())),
  });
  if (!guest.value) tabs.open(song.value.id);
  addEventListener("pagehide", () => tabs?.close());
  addEventListener("pageshow", (event) => {
    if (event.persisted && !guest.value) tabs?.open(song.value.id);
  });
}

function setReadOnly(is: boolean): void {
  readOnly.value = is;
  kept.value = { state: is ? "guest" : "kept" };
}

/** Reads the open song again, which another tab has written. */
async function reopen(): Promise<void> {
  const fresh = await database?.song(song.value.id).catch(() => undefined);
  if (!fresh) return;
  written.set(fresh.id, fresh);
  if (fresh.content === content.value && JSON.stringify({ ...fresh, content: "" }) === JSON.stringify({ ...song.value, content: "" })) return;
  const freshBook = books.value.find((one) => one.id === fresh.book) ?? null;
  const others = freshBook ? await songsFromDatabase(freshBook) : [];
  batch(() => {
    book.value = freshBook;
    songs.value = others;
    content.value = fresh.content;
    song.value = fresh;
    editor.current?.show(fresh);
  });
}

/** Takes over what another tab did to the open book: its order, its songs, its title. */
async function followBook(): Promise<void> {
  const open = book.value;
  const stored = books.value.find((one) => one.id === open?.id);
  if (!open || !stored || guest.value) return;
  const newer = stored.updated > open.updated ? stored : open;
  const others = await songsFromDatabase(newer);
  if (book.value !== open) return;
  // What this tab has changed and not yet written stays.
  const own = new Map([song.value, ...keeper.waitingSongs].map((one) => [one.id, one]));
  batch(() => {
    book.value = newer;
    songs.value = others.map((one) => own.get(one.id) ?? one);
  });
}

async function songsFromDatabase(of: Book): Promise<Song[]> {
  const found = new Map<string, Song>();
  for (const one of (await database?.songsOf(of.id).catch(() => [])) ?? []) found.set(one.id, one);
  for (const one of found.values()) written.set(one.id, one);
  return of.songs.flatMap((id) => found.get(id) ?? []);
}
