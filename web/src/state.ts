/**
 * What the studio knows, as signals. Modules read and write these; none reaches into another's DOM.
 *
 * How the parts meet:
 * - `editor/mount.ts` registers itself as `editor.current`. Whoever changes the text of the song goes through it, so that the
 *   change can be undone. `content` follows each key.
 * - `store/` fills `book`, `songs`, `song` at the start (`parts.start()` in `ui/parts.ts`, awaited by `main.ts` before the editor
 *   is made), subscribes to `content`, `song`, `songs`, `book`, `look`, `settings` to write them, and says in `kept` how it went.
 *   It listens to `onBigChange` to keep a version of the text before a conversion, a deletion, a replacement.
 * - Drawer, Share, Download, Tour and what else has a place in the frame are put into `slots` (`ui/slots.ts`) by `ui/parts.ts`.
 */
import { computed, signal } from "@preact/signals";
import type { OptionDescription, Options, Preset, PreviewAnswer } from "./service/types";

/** A song as it is kept in the browser. */
export interface Song {
  id: string;
  /** Id of its book; empty for a song that is in none. */
  book: string;
  content: string;
  /** File name that it came with. */
  name?: string;
  /** Semitones up or down that its output moves by; 0 or absent: as written. */
  key?: number;
  /** Fret of the capo; absent: as written. */
  capo?: number;
  options?: Options;
  /** Names of its pictures. */
  files: string[];
  /** UTF-16 offset in `content`. */
  cursor: number;
  /** Pixels. */
  scroll: number;
  stage: { size?: number; columns?: number; speed?: number };
  /** Milliseconds since 1970. */
  updated: number;
  deleted?: number;
}

export interface Book {
  id: string;
  title: string;
  subtitle: string;
  /** Ids of its songs, in order. */
  songs: string[];
  cover: boolean;
  contents: boolean;
  newPage: boolean;
  options: Options;
  updated: number;
}

/** How songs are printed, whichever song it is. */
export interface Look {
  /** Names of presets. */
  instrument: string;
  style: string;
  /** Name of a paper of `data/papers.ts`. */
  paper: string;
  sideways: boolean;
  /** Further options of `/convert`, and settings, by what "More settings" changed. */
  options: Options;
  /** Settings of the configuration, as nested objects. */
  config: Record<string, unknown>;
}

export type ViewTab = "page" | "phone" | "text" | "cho" | "json";
export type Theme = "auto" | "light" | "dark";
export type Zoom = "width" | "page" | number;

export interface Settings {
  theme: Theme;
  paperInDark: "dimmed" | "white" | "night";
  /** Share of the text pane, 0.3 to 0.7. */
  split: number;
  view: ViewTab;
  zoom: Zoom;
  tourDone: boolean;
}

/** "guest": a song that someone shared, or that is open in another tab: nothing is written. */
export type Kept = { state: "kept" | "writing" | "guest" } | { state: "not"; reason: string };

/** One line at the foot of the page pane, or nothing. */
export interface Status {
  text: string;
  kind: "info" | "warning" | "error";
  action?: { label: string; run: () => void };
  /** Takes the act of the user to go on: read aloud at once. */
  alert?: boolean;
}

export interface Toast {
  id: number;
  text: string;
  action?: { label: string; run: () => void };
  seconds: number;
}

export function newSong(content = "", book = ""): Song {
  return { id: crypto.randomUUID(), book, content, files: [], cursor: 0, scroll: 0, stage: {}, updated: Date.now() };
}

export function newBook(title: string): Book {
  return {
    id: crypto.randomUUID(), title, subtitle: "", songs: [], cover: false, contents: true, newPage: true, options: {},
    updated: Date.now(),
  };
}

/** The open song. Its `content` lags behind; `content` below is the newest text. */
export const song = signal<Song>(newSong());
export const content = signal("");
/** The book of the open song, or null. */
export const book = signal<Book | null>(null);
/** The songs of the book in order, the open one among them (its text may lag behind; use `bookSongs`). */
export const songs = signal<Song[]>([]);
/** Song text is not to be changed (it is open in another tab). */
export const readOnly = signal(false);

export const look = signal<Look>({
  instrument: "guitar", style: "clear", paper: "a4", sideways: false, options: {}, config: {},
});
export const settings = signal<Settings>({
  theme: "auto", paperInDark: "dimmed", split: 0.44, view: "page", zoom: "width", tourDone: false,
});

/** The last answer that has pages, and the text that it was made of. */
export const answer = signal<PreviewAnswer | null>(null);
export const answered = signal("");
/** What the last answer says of the open song. */
export const report = computed(() => answer.value?.songs.find((one) => one.index === answerIndex.value) ?? null);
/** Which of the answer's songs is the open one (0, but for an answer of a whole book). */
export const answerIndex = signal(0);
/** Milliseconds from sending to answer. */
export const took = signal(0);
export const status = signal<Status | null>(null);
export const kept = signal<Kept>({ state: "kept" });
export const online = signal(true);
/** The service asks for a key and has none. */
export const needsKey = signal(false);

export const presets = signal<Preset[]>([]);
export const optionTable = signal<Record<string, OptionDescription>>({});

/** Line and column (from 1, in Unicode characters) of the cursor. */
export const cursor = signal({ line: 1, column: 1 });

/** Which popover is open; one at a time. */
export const panel = signal<string | null>(null);
export const drawerOpen = signal(false);
export const stageOpen = signal(false);
/** The cards of the first run are shown in place of the page. */
export const showSamples = signal(false);
/** On narrow screens: which of the two panes is shown. */
export const tab = signal<"text" | "both" | "page">("text");

/** The title of a song's text: its first `{title}`; empty where it has none. */
export function titleOf(text: string): string {
  return /^[ \t]*\{\s*(?:title|t)(?:-\S+)?\s*[: ]\s*([^}\n]*?)\s*\}/im.exec(text)?.[1] ?? "";
}

export const title = computed(() => titleOf(content.value));
export const isEmpty = computed(() => content.value.trim() === "");

/** The songs of the book, with the newest text of the open one; the open song alone where it is in no book. */
export const bookSongs = computed<Song[]>(() => {
  const open = { ...song.value, content: content.value };
  if (!book.value) return [open];
  return songs.value.map((one) => (one.id === open.id ? open : one));
});

/** What the text editor does for others. Offsets are UTF-16, lines and columns as in `cursor`. */
export interface EditorHandle {
  /** Replaces the whole text as one undo step. */
  replace(text: string, why: BigChange): void;
  /** Puts a text at the cursor, or in place of the selection. */
  insert(text: string): void;
  /** Cursor to a place, in view. */
  goTo(line: number, column: number): void;
  focus(): void;
  undo(): boolean;
  redo(): boolean;
  /** Shows another song: its own history, cursor and scroll come back. */
  show(song: Song): void;
  cursor(): number;
  scroll(): number;
}

export const editor: { current: EditorHandle | null } = { current: null };

/**
 * Opens a song: the text is kept with the one that was open, the editor shows the other. The caller sets `book` and `songs`
 * before, where they change.
 */
export function openSong(next: Song): void {
  closeSong();
  song.value = next;
  content.value = next.content;
  answerIndex.value = 0;
  status.value = null;
  editor.current?.show(next);
}

/** Puts the text, cursor and scroll of the editor into `song` and `songs`. */
export function closeSong(): void {
  const open = song.value;
  const now: Song = {
    ...open, content: content.value, cursor: editor.current?.cursor() ?? open.cursor,
    scroll: editor.current?.scroll() ?? open.scroll,
  };
  song.value = now;
  if (songs.value.some((one) => one.id === now.id)) {
    songs.value = songs.value.map((one) => (one.id === now.id ? now : one));
  }
}

/** Changes fields of the open song (not its text). */
export function changeSong(change: Partial<Song>): void {
  const now = { ...song.value, ...change, updated: Date.now() };
  song.value = now;
  if (songs.value.some((one) => one.id === now.id)) {
    songs.value = songs.value.map((one) => (one.id === now.id ? { ...now, content: one.content } : one));
  }
}

export type BigChange = "edit" | "paste" | "import" | "delete";
type BigListener = (why: BigChange, song: Song) => void;
const bigListeners = new Set<BigListener>();

/** Calls back before the text is replaced or a song deleted, with the song as it is now. */
export function onBigChange(listener: BigListener): () => void {
  bigListeners.add(listener);
  return () => bigListeners.delete(listener);
}

export function announceBigChange(why: BigChange): void {
  const now = { ...song.value, content: content.value };
  for (const listener of bigListeners) listener(why, now);
}

/* Undo: one list over the text's own history and all other steps. */

interface Step {
  /** Absent: a step of the text's history. */
  label?: string;
  undo?: () => void;
  redo?: () => void;
  /** Id of the song that it belongs to; absent: whichever song is open. */
  song?: string | undefined;
}

const MOST_STEPS = 500;
let done: Step[] = [];
let undone: Step[] = [];
/** Whether there is something to take back or to do again. */
export const canUndo = signal(false);
export const canRedo = signal(false);

function here(step: Step): boolean {
  return step.song === undefined || step.song === song.value.id;
}

function told(): void {
  canUndo.value = done.some(here);
  canRedo.value = undone.some(here);
}

/** The text's history has one step more. Called by the editor. */
export function textStep(): void {
  pushStep({ song: song.value.id });
}

/** A step that is not of the text: what took it back says `label` ("Undone: key A"). Call it after the step was done. */
export function step(label: string, undo: () => void, redo: () => void, ofSong?: string): void {
  pushStep({ label, undo, redo, song: ofSong });
}

function pushStep(one: Step): void {
  done = [...done.slice(-MOST_STEPS + 1), one];
  undone = undone.filter((other) => !here(other));
  told();
}

/** Takes the newest step back, of the text or not; false where there is none. */
export function undo(): boolean {
  return move("undo");
}

export function redo(): boolean {
  return move("redo");
}

function move(way: "undo" | "redo"): boolean {
  const from = way === "undo" ? done : undone;
  const at = from.findLastIndex(here);
  const one = from[at];
  if (!one) return false;
  from.splice(at, 1);
  (way === "undo" ? undone : done).push(one);
  if (one.label === undefined) {
    if (way === "undo") editor.current?.undo();
    else editor.current?.redo();
  } else {
    one[way]?.();
    say(`${way === "undo" ? "Undone" : "Done again"}: ${one.label}`);
  }
  told();
  return true;
}

/** For another song other steps can be taken back. */
song.subscribe(told);

/* What is said to people. */

/** Read aloud by screen readers, and shown for a while in the text pane's tool row. */
export const said = signal("");

export function say(text: string): void {
  said.value = "";
  queueMicrotask(() => {
    said.value = text;
  });
}

export const toasts = signal<Toast[]>([]);
let toastId = 0;

/** A line at the foot of the window, with an act or without; returns its id. */
export function toast(text: string, action?: Toast["action"], seconds = 6): number {
  const one: Toast = { id: ++toastId, text, seconds, ...(action ? { action } : {}) };
  toasts.value = [...toasts.value.slice(-2), one];
  return one.id;
}

export function dismissToast(id: number): void {
  toasts.value = toasts.value.filter((one) => one.id !== id);
}
