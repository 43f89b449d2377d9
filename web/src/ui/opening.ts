/** Opens files: songs, sheets of other formats, archives, pictures. What is none of these is named, and nothing changes. */
import { signal } from "@preact/signals";
import { request, ServiceError } from "../service/client";
import { book, editor, isEmpty, say, toast, type Book } from "../state";
import { addPictureToSong, addSongs, bookTitle, createBook, type NewSong } from "../store/books";
import { decodeText, kindOf, type OpenedFile } from "../store/files";
import { ArchiveError, unpack, type Archive } from "../store/zip";
import { shrinkPicture } from "./shrink";

/** Bytes of a file that is opened at all. */
const MAX_FILE = 64 * 1024 * 1024;

/** Several songs that wait for a word on where they go. */
export const waiting = signal<NewSong[]>([]);
/** What could not be opened, a line each. */
export const refused = signal<string[]>([]);

/** What was found in the files. */
interface Found {
  songs: NewSong[];
  books: Archive["books"];
  pictures: { name: string; blob: Blob }[];
  problems: string[];
}

/** Opens files, wherever they come from. */
export async function openFiles(files: readonly File[]): Promise<void> {
  const found: Found = { songs: [], books: [], pictures: [], problems: [] };
  for (const file of files) {
    if (file.size > MAX_FILE) found.problems.push(`${file.name} is too large: ${Math.round(file.size / 1e6)} MB`);
    else await sort({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) }, found);
  }
  refused.value = found.problems;
  for (const { book: of, songs } of found.books) await importBook(of, songs);
  if (found.songs.length === 1 && found.songs[0]) await openOne(found.songs[0]);
  else if (found.songs.length > 1) waiting.value = found.songs;
  for (const picture of found.pictures) await insertPicture(picture.name, picture.blob);
}

async function sort(file: OpenedFile, found: Found): Promise<void> {
  switch (kindOf(file)) {
    case "chordpro":
      found.songs.push(...songsIn(decodeText(file.bytes) ?? "", file.name));
      break;
    case "sheet":
      await importSheet(file, found);
      break;
    case "archive":
      await openArchive(file, found);
      break;
    case "picture":
      found.pictures.push({ name: file.name, blob: new Blob([file.bytes], { type: typeOf(file.name) }) });
      break;
    case "unknown":
      found.problems.push(`That is not a song: ${file.name}`);
  }
}

/** The songs of a file, which `{new_song}` divides. */
export function songsIn(text: string, name: string): NewSong[] {
  const parts = text.split(/^[ \t]*\{\s*(?:new_song|ns)\b[^}\n]*\}[ \t]*$/im).map((part) => part.replace(/^\s*\n/, ""));
  const full = parts.filter((part) => part.trim() !== "");
  return full.map((content) => (full.length === 1 ? { content, name } : { content }));
}

interface ImportAnswer {
  sheets: { songs: { chordpro: string; name?: string }[] }[];
}

async function importSheet({ name, bytes }: OpenedFile, found: Found): Promise<void> {
  const form = new FormData();
  form.append("song", new Blob([bytes]), name);
  try {
    const { sheets } = (await (await request("import", { method: "POST", body: form })).json()) as ImportAnswer;
    const songs = sheets.flatMap((sheet) => sheet.songs);
    if (songs.length === 0) found.problems.push(`There is no song in ${name}`);
    found.songs.push(...songs.map((one) => ({ content: one.chordpro, name: one.name ?? name })));
  } catch (error) {
    const text = decodeText(bytes);
    if (error instanceof ServiceError && [400, 415, 422].includes(error.status)) found.problems.push(`That is not a song: ${name}`);
    else if (error instanceof ServiceError && error.status === 413) found.problems.push(`${name} is larger than the service takes`);
    else if (text === null) found.problems.push(`${name} needs the service, which is away. Open it again later`);
    else {
      // The words are not lost while the service is away.
      found.songs.push({ content: text, name });
      found.problems.push(`${name} is opened as it is: the service, which converts it, is away`);
    }
  }
}

async function openArchive({ name, bytes }: OpenedFile, found: Found): Promise<void> {
  try {
    const archive = await unpack(bytes);
    found.books.push(...archive.books);
    for (const file of archive.others) {
      if (kindOf(file) === "archive") found.problems.push(`${file.name} is an archive within ${name}: open it by itself`);
      else await sort(file, found);
    }
    if (archive.books.length === 0 && archive.others.length === 0) found.problems.push(`There is no song in ${name}`);
  } catch (error) {
    const reason = error instanceof ArchiveError && error.reason === "too-large" ? "unpacks to too much" : "is damaged";
    found.problems.push(`That is not a song: ${name} ${reason}`);
  }
}

/** A book of an archive; the songs that were in none come back to those without a book. */
async function importBook(of: Archive["books"][number]["book"], songs: readonly NewSong[]): Promise<void> {
  if (of.title === "" && songs.length > 0) await addSongs(songs, null);
  else await createBook(of.title, songs, of);
  say(`${songs.length} songs opened`);
}

/** One song: in place of an empty one, else a new one. */
async function openOne(one: NewSong): Promise<void> {
  if (isEmpty.value && book.value && editor.current) editor.current.replace(one.content, "import");
  else await addSongs([one], book.value);
  editor.current?.focus();
}

/** Puts the songs that wait into a book, a new one, or among the songs without one. */
export async function placeWaiting(to: Book | "new" | null): Promise<void> {
  const songs = waiting.value;
  waiting.value = [];
  if (to === "new") await createBook("New book", songs);
  else await addSongs(songs, to);
  const where = to === "new" ? "a new book" : to ? bookTitle(to) : "your songs";
  toast(`${songs.length} songs added to ${where}.`);
}

async function insertPicture(name: string, blob: Blob): Promise<void> {
  const plain = name.replace(/[^\p{L}\p{N}._-]+/gu, "-");
  const made = await shrinkPicture(blob);
  const used = await addPictureToSong(made === blob ? plain : plain.replace(/\.\w+$/, ".jpg"), made);
  editor.current?.insert(`{image: ${used}}\n`);
  if (made !== blob) toast(`${name} was made smaller: ${Math.ceil(made.size / 1000)} kB.`);
}

function typeOf(name: string): string {
  const suffix = /\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? "";
  return suffix === "svg" ? "image/svg+xml" : suffix === "jpg" ? "image/jpeg" : `image/${suffix}`;
}

/** Lets people choose files, or (`folder`) all files of a folder. */
export function chooseFiles(folder = false): void {
  const input = document.createElement("input");
  input.type = "file";
  input.multiple = true;
  if (folder) input.webkitdirectory = true;
  input.className = "unseen file-input";
  input.onchange = () => {
    void openFiles([...(input.files ?? [])].filter((file) => !file.name.startsWith(".")));
    input.remove();
  };
  input.oncancel = () => input.remove();
  document.body.append(input);
  input.click();
}

/** The files of a drop, those of folders included. */
export async function filesOf(items: DataTransferItemList): Promise<File[]> {
  // Both are there only until the event is over.
  const dropped = [...items].filter((item) => item.kind === "file").map((item) => ({ entry: item.webkitGetAsEntry?.() ?? null, file: item.getAsFile() }));
  const lists = await Promise.all(dropped.map(async ({ entry, file }) => (entry ? filesOfEntry(entry) : file ? [file] : [])));
  return lists.flat().filter((file) => !file.name.startsWith("."));
}

async function filesOfEntry(entry: FileSystemEntry): Promise<File[]> {
  if (entry.isFile) {
    return new Promise((resolve) => (entry as FileSystemFileEntry).file((file) => resolve([file]), () => resolve([])));
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const all: FileSystemEntry[] = [];
  // A reader gives a hundred at a time, and nothing at the end.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve) => reader.readEntries(resolve, () => resolve([])));
    if (some.length === 0) break;
    all.push(...some);
  }
  return (await Promise.all(all.map(filesOfEntry))).flat();
}
