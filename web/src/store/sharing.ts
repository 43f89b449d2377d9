/** From the open songs to a share link, and back. */
import { papers, paperConfig } from "../data/papers";
import { lookOptions, requestSong } from "../service/request";
import type { Options, RequestSong } from "../service/types";
import { book, bookSongs, content, look, newSong, song, type Look, type Song } from "../state";
import { showGuest } from "./library";
import { readFragment, writeFragment, type SharedSong, type SharedSongs } from "./link";

export type Scope = "song" | "book";

/** The look of the one who opens a link, while that of the link is shown. */
let ownLook: Look | null = null;

/** The address that holds the open song or its book. */
export async function shareAddress(scope: Scope): Promise<string> {
  const page = new URL(location.href);
  page.hash = "";
  page.search = "";
  return page.href + (await writeFragment(sharedOf(scope)));
}

function sharedOf(scope: Scope): SharedSongs {
  const options = { ...lookOptions() };
  if (scope === "song" || !book.value) {
    return { songs: [sharedSong({ ...song.value, content: content.value })], options: { ...options, ...song.value.options } };
  }
  const { title, subtitle, contents } = book.value;
  if (title) options.title = title;
  if (subtitle) options.subtitle = subtitle;
  return { songs: bookSongs.value.map(sharedSong), options: { ...options, contents } };
}

/** The song as in a request; the name only where it came with one. */
function sharedSong(of: Song): SharedSong {
  const { content: text, transpose, capo }: RequestSong = requestSong(of);
  return {
    content: text, ...(of.name === undefined ? {} : { name: of.name }), ...(transpose === undefined ? {} : { transpose }),
    ...(capo === undefined ? {} : { capo }),
  };
}

/** Opens the songs of a link as guests, with the look that the link has. Rejects with a `LinkError`. */
export async function openShared(fragment: string): Promise<void> {
  const { songs, options } = await readFragment(fragment);
  const guests = songs.map((one) => {
    const made = newSong(one.content);
    if (one.name !== undefined) made.name = one.name;
    const key = Number.parseInt(String(one.transpose ?? ""), 10);
    if (Number.isFinite(key) && key !== 0) made.key = key;
    if (one.capo !== undefined) made.capo = one.capo;
    return made;
  });
  ownLook = look.value;
  await showGuest("link", guests, typeof options.title === "string" ? options.title : "");
  look.value = lookOf(options, ownLook);
}

/** Gives the look back to the one who opened a link. */
export function takeOwnLook(): void {
  if (ownLook) look.value = ownLook;
  ownLook = null;
}

/** The look that options of a link come to; what they do not say is as in `own`. */
export function lookOf(options: Options, own: Look): Look {
  const { config, title: _title, subtitle: _subtitle, contents: _contents, ...rest } = options;
  const parts = Array.isArray(config) ? config : typeof config === "string" ? config.split(",") : [];
  const names = parts.filter((part): part is string => typeof part === "string");
  const settings = parts.filter((part): part is Record<string, unknown> => typeof part === "object" && part !== null);
  const isWithout = names.includes("nodiagrams");
  const [first, second] = names.filter((name) => name !== "nodiagrams");
  const instrument = isWithout ? "none" : (first ?? own.instrument);
  const style = (isWithout ? first : second) ?? own.style;
  const paper = settings.map(paperOf).find((found) => found !== null);
  const other = settings.filter((part) => paperOf(part) === null);
  return { ...own, instrument, style, ...paper, options: rest, config: Object.assign({}, ...other) as Record<string, unknown> };
}

/** The paper that settings stand for, or `null` for other settings. */
function paperOf(settings: Record<string, unknown>): Pick<Look, "paper" | "sideways"> | null {
  const text = JSON.stringify(settings);
  for (const { name } of papers) {
    for (const sideways of [false, true]) if (JSON.stringify(paperConfig(name, sideways)) === text) return { paper: name, sideways };
  }
  return null;
}
