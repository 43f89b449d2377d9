/** From what the studio knows to the body of `/convert` and `/preview`. */
import { book, bookSongs, content, look, song, type Book, type Look, type Song } from "../state";
import { paperConfig } from "../data/papers";
import { pictures } from "../store/pictures";
import type { ConvertBody, Options, RequestSong } from "./types";

/** A song as the request has it: transposed by so many semitones, spelled by key. */
export function requestSong(one: Song): RequestSong {
  const made: RequestSong = { content: one.content, name: one.name ?? one.id.slice(0, 8) };
  if (one.key) made.transpose = `${one.key}k`;
  if (one.capo !== undefined) made.capo = one.capo;
  return made;
}

/** The options that the look of the page comes to. */
export function lookOptions(now: Look = look.value): Options {
  const config: unknown[] = [now.instrument, now.style];
  config.push(paperConfig(now.paper, now.sideways));
  if (Object.keys(now.config).length > 0) config.push(now.config);
  return { ...now.options, config };
}

/** What the songs may use, if anything. */
function files(): Pick<ConvertBody, "files"> {
  return Object.keys(pictures.value).length > 0 ? { files: pictures.value } : {};
}

/** The body that converts the open song, or the book. */
export function convertBody(scope: "song" | "book" = "song"): ConvertBody {
  const options = lookOptions();
  if (scope === "song" || !book.value) {
    return { songs: [requestSong({ ...song.value, content: content.value })], options: { ...options, ...song.value.options }, ...files() };
  }
  return { songs: bookSongs.value.map(requestSong), options: { ...options, ...bookOptions(book.value, options) }, ...files() };
}

/**
 * Pages one after the other, as they are seen and printed from here: none is left blank for the next to be a right one. One table
 * of contents, in the order of the book.
 */
const PLAIN_BOOK = {
  pdf: { songbook: { "align-songs": false, "align-tocs": false, "dual-pages": false } },
  contents: [{ fields: ["songindex"], label: "Contents", line: "%{title}", pageno: "%{page}", fold: false, omit: false }],
};

/** The options that make a book; a title makes its cover. */
function bookOptions(of: Book, look: Options): Options {
  const config = [...(look["config"] as unknown[]), PLAIN_BOOK];
  if (!of.newPage) config.push({ native: { "share-pages": true } });
  const made: Options = { ...of.options, config, contents: of.contents };
  if (of.cover) made["title"] = of.title || "Songs";
  if (of.cover && of.subtitle) made["subtitle"] = of.subtitle;
  return made;
}
