/** Download ▾: documents of the song and the book, print, and the same request for programs. */
import { useState } from "preact/hooks";
import { requestIn, type Language } from "../data/requests";
import { words } from "../data/words";
import { convert, ServiceError } from "../service/client";
import { troubleOf } from "../service/problems";
import { convertBody } from "../service/request";
import { answer, book, bookSongs, content, say, title, toast, type Book, type Song } from "../state";
import { bookTitle, songTitle } from "../store/books";
import { books, looseSongs, openDatabase, songsOf } from "../store/library";
import { fileName, packAll, packBook, type PackedBook } from "../store/zip";
import { copyText } from "./clipboard";
import { moveFocus } from "./Popover";
import { printPages } from "./print";
import { saveFile } from "./save";
import { Icon } from "./icons";

export type Kind = "pdf" | "book" | "png" | "svg" | "html" | "text" | "cho";

const SUFFIX: Record<Kind, string> = { pdf: "pdf", book: "pdf", png: "png", svg: "svg", html: "html", text: "txt", cho: "cho" };

/** What "Download" and Ctrl+S do: what was done last. */
let last: Kind = "pdf";

export function downloadLast(): void {
  void download(last);
}

/** Makes a document of the open song, or of its book, and saves it. */
export async function download(kind: Kind): Promise<void> {
  last = kind;
  if (kind === "cho") return saveFile(new Blob([content.value], { type: "text/x-chordpro" }), nameOf(kind));
  const isBook = kind === "book";
  const format = isBook ? "pdf" : kind;
  try {
    const body = convertBody(isBook ? "book" : "song");
    // A picture shows one page; those of several come in a zip.
    const isSeveral = (kind === "png" || kind === "svg") && pagesOfSong() > 1;
    if (isSeveral) body.options = { ...body.options, page: "all" };
    if (kind === "png") body.options = { resolution: 150, ...body.options };
    saveFile(await convert(body, format), isSeveral ? nameOf(kind).replace(/\.\w+$/, ".zip") : nameOf(kind));
    say("Downloaded");
  } catch (error) {
    explain(error, isBook ? "The book" : `The ${kind === "pdf" ? "PDF" : kind.toUpperCase()}`);
  }
}

/** Says in one line why the service did not make something. */
export function explain(error: unknown, what: string): void {
  if (error instanceof ServiceError) toast(`${what} was not made. ${troubleOf(error, 0, 0).status.text}`, undefined, 10);
  else toast(`Offline: ${what[0]?.toLowerCase()}${what.slice(1)} needs the service. Your songs are kept; try again later.`, undefined, 10);
}

function pagesOfSong(): number {
  const now = answer.value;
  return now && now.songs.length === 1 ? now.pages.length : 1;
}

function nameOf(kind: Kind): string {
  const name = kind === "book" && book.value ? bookTitle(book.value) : title.value;
  return `${fileName(name, "song")}.${SUFFIX[kind]}`;
}

export async function print(): Promise<void> {
  try {
    await printPages();
  } catch (error) {
    explain(error, "The print");
  }
}

/* Files that need no service */

/** Saves the text of a song. */
export async function downloadSongFile(of: Song): Promise<void> {
  const now = bookSongs.value.find((one) => one.id === of.id) ?? of;
  saveFile(new Blob([now.content], { type: "text/x-chordpro" }), `${fileName(songTitle(now), "song")}.cho`);
}

/** Saves a book as a zip. */
export async function downloadBookFile(of: Book): Promise<void> {
  saveFile(await packBook(await packed(of)), `${fileName(bookTitle(of), "book")}.zip`);
}

/** Saves all books and songs as a zip. */
export async function exportAll(): Promise<void> {
  const all = await Promise.all(books.value.map(packed));
  const loose = await Promise.all(looseSongs.value.map(withFiles));
  saveFile(await packAll(all, loose), "songs.zip");
  say("Exported");
}

async function packed(of: Book): Promise<PackedBook> {
  return { book: of, songs: await Promise.all((await songsOf(of)).map(withFiles)) };
}

async function withFiles(song: Song): Promise<PackedBook["songs"][number]> {
  const now = bookSongs.value.find((one) => one.id === song.id) ?? song;
  return { song: now, files: (await openDatabase()?.filesOf(song.id).catch(() => [])) ?? [] };
}

/* Menu */

const LANGUAGES: { language: Language; label: string }[] = [
  { language: "curl", label: "curl" }, { language: "python", label: "Python" }, { language: "javascript", label: "JavaScript" },
];

export function DownloadMenu({ close }: { close: () => void }) {
  const [isRequestOpen, openRequest] = useState(false);
  const run = (act: () => unknown) => () => {
    close();
    void act();
  };
  const isBook = book.value !== null;
  const pages = answer.value && answer.value.songs.length > 1 ? answer.value.pages.length : 0;
  return (
    <div class="rows" role="menu" aria-label={words.otherFormats} onKeyDown={(event) => moveFocus(event, event.currentTarget)}>
      <button role="menuitem" onClick={run(() => download("pdf"))}><Icon name="file" /><span>This song as PDF</span><small>{last === "pdf" ? "Ctrl S" : ""}</small></button>
      {isBook && <button role="menuitem" onClick={run(() => download("book"))}><Icon name="book" /><span>Whole book as PDF</span><small>{pages > 0 ? words.pages(pages) : `${bookSongs.value.length} songs`}</small></button>}
      <button role="menuitem" onClick={run(print)}><Icon name="print" /><span>{words.print}</span><small>Ctrl P</small></button>
      <hr />
      <button role="menuitem" onClick={run(() => download("png"))}><Icon name="picture" /><span>Picture</span><small>PNG</small></button>
      <button role="menuitem" onClick={run(() => download("svg"))}><Icon name="picture" /><span>Drawing</span><small>SVG</small></button>
      <button role="menuitem" onClick={run(() => download("html"))}><Icon name="letters" /><span>Web page</span><small>HTML</small></button>
      <button role="menuitem" onClick={run(() => download("text"))}><Icon name="letters" /><span>Words and chords</span><small>text</small></button>
      <button role="menuitem" onClick={run(() => download("cho"))}><Icon name="songs" /><span>ChordPro file</span><small>.cho</small></button>
      <hr />
      <button role="menuitem" aria-expanded={isRequestOpen} onClick={() => openRequest(!isRequestOpen)}><Icon name="code" /><span>Copy as a request</span><small>curl, Python, JS</small></button>
      {isRequestOpen && LANGUAGES.map(({ language, label }) => (
        <button key={language} role="menuitem" class="inner" onClick={run(() => copyRequest(language, label))}><span>{label}</span></button>
      ))}
    </div>
  );
}

async function copyRequest(language: Language, label: string): Promise<void> {
  const isBook = last === "book";
  const body = { ...convertBody(isBook ? "book" : "song"), output_format: isBook ? "pdf" : last };
  await copyText(requestIn(language, new URL("convert", document.baseURI).href, body, nameOf(last)));
  toast(`Copied for ${label}. $KEY stands for your key.`);
}
