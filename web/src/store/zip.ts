/**
 * Books as zip files: `book.json`, `songs/NN-title.cho` and `files/`. An archive of everything has a folder of that kind for
 * each book, and the songs without a book in `songs/` of its own.
 */
import type { Options } from "../service/types";
import { titleOf, type Book, type Song } from "../state";
import type { FileRecord } from "./db";

const FORMAT = "chordpro-studio-book";
const VERSION = 1;

/** Bytes that an archive may unpack to, and of one file. */
const MAX_UNPACKED = 128 * 1024 * 1024;
const MAX_FILE = 16 * 1024 * 1024;
const MAX_FILES = 5000;

/** `book.json`. Paths are relative to it. */
interface BookFile {
  format: typeof FORMAT;
  version: number;
  title: string;
  subtitle: string;
  cover: boolean;
  contents: boolean;
  newPage: boolean;
  options: Options;
  songs: SongEntry[];
}

interface SongEntry {
  file: string;
  name?: string;
  key?: number;
  capo?: number;
  options?: Options;
  stage?: Song["stage"];
  /** Names of its pictures to their paths. */
  files?: Record<string, string>;
}

/** A book to be written. */
export interface PackedBook {
  book: Pick<Book, "title" | "subtitle" | "cover" | "contents" | "newPage" | "options">;
  songs: { song: Song; files: FileRecord[] }[];
}

/** A song of an archive. */
export interface UnpackedSong extends Omit<SongEntry, "file" | "files"> {
  content: string;
  files: { name: string; blob: Blob }[];
}

/** What an archive holds: books as they were exported, and other files, which may be songs. */
export interface Archive {
  books: { book: PackedBook["book"]; songs: UnpackedSong[] }[];
  others: { name: string; bytes: Uint8Array<ArrayBuffer> }[];
}

/** An archive that cannot be read. */
export class ArchiveError extends Error {
  constructor(readonly reason: "damaged" | "too-large") {
    super(reason);
  }
}

/** Writes a book as a zip. */
export async function packBook(packed: PackedBook): Promise<Blob> {
  return zipOf(await entriesOf(packed, ""));
}

/** Writes all books and the songs without one as a zip. */
export async function packAll(books: readonly PackedBook[], loose: PackedBook["songs"]): Promise<Blob> {
  const entries: Entries = {};
  const folders = new Set<string>();
  for (const packed of books) {
    Object.assign(entries, await entriesOf(packed, `${unique(fileName(packed.book.title, "book"), folders)}/`));
  }
  if (loose.length > 0) {
    const book = { title: "", subtitle: "", cover: false, contents: false, newPage: true, options: {} };
    Object.assign(entries, await entriesOf({ book, songs: loose }, ""));
  }
  return zipOf(entries);
}

/** Reads an archive. Rejects with an `ArchiveError`. */
export async function unpack(bytes: Uint8Array<ArrayBuffer>): Promise<Archive> {
  const files = await unzipped(bytes);
  const archive: Archive = { books: [], others: [] };
  const used = new Set<string>();
  for (const path of Object.keys(files).filter((name) => /(^|\/)book\.json$/.test(name))) {
    const description = readDescription(files[path]);
    if (!description) continue;
    used.add(path);
    archive.books.push(bookOf(description, path.slice(0, -"book.json".length), files, used));
  }
  for (const [name, content] of Object.entries(files)) {
    if (!used.has(name)) archive.others.push({ name: name.split("/").at(-1) ?? name, bytes: content });
  }
  return archive;
}

/** A name for a file: letters of any alphabet, digits and hyphens, at most 60 characters. */
export function fileName(title: string, otherwise: string): string {
  const plain = title.toLocaleLowerCase().normalize("NFC").replace(/[^\p{L}\p{M}\p{N}]+/gu, "-");
  return [...plain].slice(0, 60).join("").replace(/^-+|-+$/g, "") || otherwise;
}

type Entries = Record<string, Uint8Array<ArrayBuffer>>;

async function entriesOf({ book, songs }: PackedBook, folder: string): Promise<Entries> {
  const entries: Entries = {};
  const names = new Set<string>();
  const digits = String(songs.length).length;
  const described: SongEntry[] = [];
  for (const [index, { song, files }] of songs.entries()) {
    const number = String(index + 1).padStart(Math.max(2, digits), "0");
    const file = `songs/${number}-${fileName(titleOf(song.content), "song")}.cho`;
    entries[folder + file] = new TextEncoder().encode(song.content);
    const paths: Record<string, string> = {};
    for (const one of files) {
      const path = `files/${unique(one.name.replace(/[/\\]/g, "-"), names)}`;
      paths[one.name] = path;
      entries[folder + path] = new Uint8Array(await one.blob.arrayBuffer());
    }
    described.push(describe(song, file, paths));
  }
  const { title, subtitle, cover, contents, newPage, options } = book;
  const description: BookFile = {
    format: FORMAT, version: VERSION, title, subtitle, cover, contents, newPage, options, songs: described,
  };
  entries[`${folder}book.json`] = new TextEncoder().encode(`${JSON.stringify(description, null, 2)}\n`);
  return entries;
}

function describe(song: Song, file: string, paths: Record<string, string>): SongEntry {
  const entry: SongEntry = { file };
  if (song.name !== undefined) entry.name = song.name;
  if (song.key) entry.key = song.key;
  if (song.capo !== undefined) entry.capo = song.capo;
  if (song.options) entry.options = song.options;
  if (Object.keys(song.stage).length > 0) entry.stage = song.stage;
  if (Object.keys(paths).length > 0) entry.files = paths;
  return entry;
}

function unique(name: string, taken: Set<string>): string {
  let free = name;
  for (let number = 2; taken.has(free); number += 1) free = name.replace(/(\.[^.]*)?$/, `-${number}$1`);
  taken.add(free);
  return free;
}

async function zipOf(entries: Entries): Promise<Blob> {
  const { zipSync } = await import("fflate");
  // A fixed date gives the same bytes for the same songs.
  return new Blob([zipSync(entries, { mtime: new Date(2020, 0, 1) }) as Uint8Array<ArrayBuffer>], { type: "application/zip" });
}

async function unzipped(bytes: Uint8Array<ArrayBuffer>): Promise<Entries> {
  const { unzipSync } = await import("fflate");
  let total = 0;
  let count = 0;
  try {
    return unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        if (name.endsWith("/") || name.startsWith("__MACOSX/") || name.endsWith(".DS_Store")) return false;
        total += originalSize;
        count += 1;
        if (total > MAX_UNPACKED || originalSize > MAX_FILE || count > MAX_FILES) throw new ArchiveError("too-large");
        return true;
      },
    }) as Entries;
  } catch (error) {
    throw error instanceof ArchiveError ? error : new ArchiveError("damaged");
  }
}

function readDescription(bytes: Uint8Array | undefined): BookFile | null {
  try {
    const value = JSON.parse(new TextDecoder().decode(bytes)) as BookFile;
    return value.format === FORMAT && Array.isArray(value.songs) ? value : null;
  } catch {
    return null;
  }
}

function bookOf(description: BookFile, folder: string, files: Entries, used: Set<string>): Archive["books"][number] {
  const songs: UnpackedSong[] = [];
  for (const entry of description.songs) {
    const bytes = files[folder + entry.file];
    if (!bytes) continue;
    used.add(folder + entry.file);
    const { file: _, files: paths, ...rest } = entry;
    const song: UnpackedSong = { ...rest, content: new TextDecoder().decode(bytes), files: [] };
    for (const [name, path] of Object.entries(paths ?? {})) {
      const picture = files[folder + path];
      if (!picture) continue;
      used.add(folder + path);
      song.files.push({ name, blob: new Blob([picture]) });
    }
    songs.push(song);
  }
  const { title = "", subtitle = "", cover = false, contents = true, newPage = true, options = {} } = description;
  return { book: { title, subtitle, cover, contents, newPage, options }, songs };
}
