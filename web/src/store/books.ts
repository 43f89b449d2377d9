/**
 * What people do with songs and books. Functions that can be taken back return the function that does so; who calls them
 * puts both into the list of steps.
 */
import { batch } from "@preact/signals";
import {
  announceBigChange, book, newBook, newSong, song, songs, titleOf, type Book, type Song,
} from "../state";
import type { FileRecord } from "./db";
import { addPicture } from "./pictures";
import {
  books, findSong, flush, guest, keepVersion, looseSongs, openDatabase, openSongNow, put, showGuestSong, showSong, songsOf,
} from "./library";

export type TakeBack = () => Promise<void>;

/** A song to be added: its text, and what came with it. */
export interface NewSong {
  content: string;
  name?: string;
  key?: number;
  capo?: number;
  files?: { name: string; blob: Blob }[];
}

/** Title of a song for lists. */
export function songTitle(of: Pick<Song, "content">): string {
  return titleOf(of.content) || "New song";
}

/** Title of a book for lists. */
export function bookTitle(of: Book): string {
  return of.title.trim() || "Book without a name";
}

/** Adds a song behind the open one in its book, or to the songs without a book, and opens it. */
export async function addSong(made: NewSong = { content: "" }): Promise<Song> {
  const [added] = await addSongs([made], book.value);
  return added ?? song.value;
}

/** Adds songs to the end of a book, or to the songs without one, and opens the first. */
export async function addSongs(made: readonly NewSong[], to: Book | null): Promise<Song[]> {
  const into = guest.value ? null : to;
  await flush();
  const records = made.map((one) => recordOf(one, into?.id ?? ""));
  const changed = into ? { ...currentOf(into), songs: [...currentOf(into).songs, ...records.map((one) => one.id)], updated: Date.now() } : null;
  await putFiles(records, made);
  replace(changed ? [changed] : [], records);
  if (records[0]) await showSong(records[0]);
  return records;
}

/** Makes a book, of songs that are given or that are moved into it, and opens it. */
export async function createBook(title: string, made: readonly NewSong[] = [{ content: "" }], more: Partial<Book> = {}): Promise<Book> {
  const created = { ...newBook(title), ...more };
  books.value = [...books.value, created];
  await addSongs(made, created);
  return books.value.find((one) => one.id === created.id) ?? created;
}

/** Opens the first song of a book. A book without songs gets an empty one. */
export async function openBook(of: Book): Promise<void> {
  const [first] = await songsOf(of);
  if (first) await showSong(first);
  else await addSongs([{ content: "" }], of);
}

/** Opens a song by its id. */
export async function openSongById(id: string): Promise<void> {
  if (id === song.value.id) return;
  const found = await findSong(id);
  if (!found) return;
  if (guest.value) showGuestSong(found);
  else await showSong(found);
}

/** Changes fields of the open book. */
export function changeBook(change: Partial<Book>): void {
  if (book.value) book.value = { ...book.value, ...change, updated: Date.now() };
}

/** Moves a song of the open book to another place, from 0. */
export function moveSong(id: string, place: number): void {
  if (!book.value) return;
  const order = book.value.songs.filter((one) => one !== id);
  order.splice(place, 0, id);
  setOrder(order);
}

/** Puts the songs of the open book in an order, that of their ids. */
export function setOrder(order: readonly string[]): void {
  if (!book.value) return;
  const byId = new Map(songs.value.map((one) => [one.id, one]));
  const sorted = order.flatMap((id) => byId.get(id) ?? []);
  batch(() => {
    changeBook({ songs: [...order] });
    songs.value = sorted;
  });
}

/** Changes a song of the open book, which may be the open one. */
export function changeSongOf(id: string, change: Pick<Partial<Song>, "key" | "capo" | "stage">): void {
  batch(() => {
    if (id === song.value.id) song.value = { ...song.value, ...change, updated: Date.now() };
    if (songs.value.some((one) => one.id === id)) {
      songs.value = songs.value.map((one) => (one.id === id ? { ...one, ...change, updated: Date.now() } : one));
    } else if (id !== song.value.id) {
      const found = looseSongs.value.find((one) => one.id === id);
      if (found) replace([], [{ ...found, ...change, updated: Date.now() }]);
    }
  });
}

/** Adds a copy of a song behind it. */
export async function duplicateSong(id: string): Promise<Song | null> {
  const original = await findSong(id);
  if (!original) return null;
  await flush();
  const copy: Song = { ...original, id: newSong().id, updated: Date.now() };
  const inBook = books.value.find((one) => one.id === original.book);
  const files = (await openDatabase()?.filesOf(id)) ?? [];
  await openDatabase()?.putAll([], [], files.map((file) => ({ ...file, song: copy.id })));
  replace(inBook ? [withSongBehind(currentOf(inBook), copy.id, id)] : [], [copy]);
  await showSong(copy);
  return copy;
}

/** Moves a song to the end of a book, or (`null`) to the songs without one. */
export async function moveToBook(id: string, to: Book | null): Promise<TakeBack> {
  const before = await findSong(id);
  if (!before) return async () => undefined;
  await flush();
  const from = books.value.find((one) => one.id === before.book) ?? null;
  const changedFrom = from ? withoutSong(currentOf(from), id) : null;
  const changedTo = to ? withSongBehind(currentOf(to), id, null) : null;
  replace([changedFrom, changedTo].filter((one) => one !== null), [{ ...before, book: to?.id ?? "" }]);
  await showAgain(id);
  return async () => {
    await flush();
    const now = (await findSong(id)) ?? before;
    const back = [from, to].filter((one) => one !== null);
    replace(back, [{ ...now, book: before.book }]);
    await showAgain(id);
  };
}

/** Deletes a song; it is kept for 30 days. Opens its neighbour where it was open. */
export async function deleteSong(id: string): Promise<TakeBack> {
  const before = await findSong(id);
  if (!before) return async () => undefined;
  if (id === song.value.id) announceBigChange("delete");
  else keepVersion("delete", before);
  await flush();
  const inBook = books.value.find((one) => one.id === before.book) ?? null;
  const place = inBook?.songs.indexOf(id) ?? -1;
  const changed = inBook ? withoutSong(currentOf(inBook), id) : null;
  replace(changed ? [changed] : [], [{ ...before, deleted: Date.now() }]);
  if (id === song.value.id) await showSong(await neighbour(changed, place));
  return async () => {
    await restoreSong({ ...before, deleted: Date.now() }, place);
  };
}

/** Brings a deleted song back to its book, or to the songs without one where the book is gone, and opens it. */
export async function restoreSong(of: Song, place = Infinity): Promise<void> {
  await flush();
  const inBook = books.value.find((one) => one.id === of.book);
  const { deleted: _, ...restored } = { ...of, book: inBook?.id ?? "" };
  let changed: Book | null = null;
  if (inBook && !inBook.songs.includes(of.id)) {
    changed = { ...currentOf(inBook), songs: currentOf(inBook).songs.toSpliced(place, 0, of.id), updated: Date.now() };
  }
  replace(changed ? [changed] : [], [restored]);
  await showSong(restored);
}

/** Takes a book away; its songs are deleted with it, and kept for 30 days. */
export async function deleteBook(of: Book): Promise<TakeBack> {
  await flush();
  const gone = await songsOf(of);
  const now = Date.now();
  books.value = books.value.filter((one) => one.id !== of.id);
  replace([], gone.map((one) => ({ ...one, deleted: now })));
  await flush();
  await openDatabase()?.deleteBook(of.id);
  if (book.value?.id === of.id) await showSong(looseSongs.value[0] ?? newSong());
  return async () => {
    replace([of], gone);
    await flush();
    if (gone[0]) await showSong(gone[0]);
  };
}

/** Deleted songs that are still kept, the last one first. */
export async function deletedSongs(): Promise<Song[]> {
  await flush();
  return (await openDatabase()?.deletedSongs().catch(() => [])) ?? [];
}

/** Makes a book of songs, in the order given, and opens it. */
export async function bookOf(ids: readonly string[], title: string): Promise<Book> {
  const created = newBook(title);
  books.value = [...books.value, created];
  for (const id of ids) await moveToBook(id, created);
  const made = books.value.find((one) => one.id === created.id) ?? created;
  await openBook(made);
  return made;
}

/** Adds a picture to the open song, under a name that none of its book has; returns the name. */
export async function addPictureToSong(name: string, blob: Blob): Promise<string> {
  const taken = new Set([song.value, ...songs.value].flatMap((one) => one.files));
  let free = name;
  for (let number = 2; taken.has(free); number += 1) free = name.replace(/(\.[^.]*)?$/, `-${number}$1`);
  await openDatabase()?.putFile({ song: song.value.id, name: free, type: blob.type, blob });
  await addPicture(free, blob);
  song.value = { ...song.value, files: [...song.value.files, free], updated: Date.now() };
  return free;
}

/* Parts */

function recordOf(made: NewSong, inBook: string): Song {
  const record = newSong(made.content, inBook);
  if (made.name !== undefined) record.name = made.name;
  if (made.key !== undefined) record.key = made.key;
  if (made.capo !== undefined) record.capo = made.capo;
  if (made.files) record.files = made.files.map((file) => file.name);
  return record;
}

async function putFiles(records: readonly Song[], made: readonly NewSong[]): Promise<void> {
  const files: FileRecord[] = records.flatMap((record, index) =>
    (made[index]?.files ?? []).map(({ name, blob }) => ({ song: record.id, name, type: blob.type, blob })),
  );
  if (files.length > 0) await openDatabase()?.putAll([], [], files);
}

/** The newest record of a book. */
function currentOf(of: Book): Book {
  if (book.value?.id === of.id) return book.value;
  return books.value.find((one) => one.id === of.id) ?? of;
}

function withoutSong(of: Book, id: string): Book {
  return { ...of, songs: of.songs.filter((one) => one !== id), updated: Date.now() };
}

function withSongBehind(of: Book, id: string, behind: string | null): Book {
  const place = behind === null ? of.songs.length : of.songs.indexOf(behind) + 1;
  return { ...of, songs: of.songs.toSpliced(place, 0, id), updated: Date.now() };
}

/** Puts changed records into the lists, into the open song and book where they are among them, and to the keeper. */
function replace(changedBooks: readonly Book[], changedSongs: readonly Song[]): void {
  batch(() => {
    const ids = new Set(changedSongs.map((one) => one.id));
    const loose = changedSongs.filter((one) => one.book === "" && one.deleted === undefined);
    looseSongs.value = [...loose, ...looseSongs.value.filter((one) => !ids.has(one.id))];
    const known = new Set(books.value.map((one) => one.id));
    books.value = [
      ...books.value.map((one) => changedBooks.find((changed) => changed.id === one.id) ?? one),
      ...changedBooks.filter((one) => !known.has(one.id)),
    ];
    const openSong = changedSongs.find((one) => one.id === song.value.id);
    if (openSong) song.value = openSong;
    const openBook = changedBooks.find((one) => one.id === book.value?.id);
    if (openBook) {
      const byId = new Map([...songs.value, ...changedSongs].map((one) => [one.id, one]));
      book.value = openBook;
      songs.value = openBook.songs.flatMap((id) => byId.get(id) ?? []);
    }
  });
  put(changedBooks, changedSongs);
}

/** Shows the open song with the book that it is in now. */
async function showAgain(id: string): Promise<void> {
  if (id === song.value.id) await showSong(openSongNow());
}

async function neighbour(inBook: Book | null, place: number): Promise<Song> {
  if (inBook) {
    const id = inBook.songs[Math.min(place, inBook.songs.length - 1)];
    const found = id === undefined ? undefined : await findSong(id);
    if (found) return found;
    const empty = newSong("", inBook.id);
    replace([{ ...inBook, songs: [empty.id] }], [empty]);
    return empty;
  }
  return looseSongs.value[0] ?? newSong();
}
