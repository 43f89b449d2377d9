/** What happens on stage: which song, which screen, which row, and whether time runs. */
import { computed, signal } from "@preact/signals";
import { post } from "../service/client";
import { lookOptions, requestSong } from "../service/request";
import type { PreviewAnswer } from "../service/types";
import { bookSongs, editor, say, song, stageOpen, step, type Song } from "../state";
import { changeSongOf, openSongById, songTitle } from "../store/books";
import { MAX_SIZE, MIN_SIZE, type Fit } from "./fit";
import { readLocally } from "./read";
import { stageSong, type Block, type JsonSong, type StageSong } from "./song";
import { rowAt, rowsOf, timeLine, type TimeLine } from "./timing";

export type Mode = "letters" | "pages";

/** The song that is on stage. */
export interface Shown {
  id: string;
  song: StageSong;
  /** The service was away: only what the studio reads by itself. */
  isLocal: boolean;
}

const EMPTY: StageSong = { title: "", subtitle: "", key: "", capo: "", time: "", tempo: 0, duration: 0, direction: "ltr", blocks: [] };

export const shown = signal<Shown | null>(null);
export const mode = signal<Mode>("letters");
/** Recalled choruses are shown with all their lines. */
export const isFull = signal(false);
/** The blocks that are shown. */
export const blocks = computed<Block[]>(() => {
  const all = shown.value?.song.blocks ?? [];
  return isFull.value ? all.map(inFull) : all;
});
export const times = computed<TimeLine>(() => timeLine({ ...(shown.value?.song ?? EMPTY), blocks: blocks.value }));
/** Paper white in place of the dark. */
export const isPaper = signal(false);
export const isPlaying = signal(false);
/** Played so far. */
export const seconds = signal(0);
/** Row of the band, counted over all blocks. */
export const row = signal(0);
export const screen = signal(0);
/** The arrangement of the letters, set by what draws them. */
export const fitted = signal<Fit | null>(null);
/** Pages of the song as SVG, for the mode of that name. */
export const pages = signal<string[]>([]);
export const pagesPerScreen = signal(1);
/** The song has been played to its end. */
export const hasEnded = signal(false);

/** The song on stage, as the library has it. */
export const record = computed<Song | undefined>(() => bookSongs.value.find((one) => one.id === shown.value?.id));
export const nextSong = computed<Song | undefined>(() => bookSongs.value[bookSongs.value.findIndex((one) => one.id === shown.value?.id) + 1]);
export const earlierSong = computed<Song | undefined>(() => bookSongs.value[bookSongs.value.findIndex((one) => one.id === shown.value?.id) - 1]);
export const screenCount = computed(() =>
  mode.value === "pages" ? Math.max(1, Math.ceil(pages.value.length / pagesPerScreen.value)) : (fitted.value?.screens.length ?? 1),
);

/** The screen that each row stands on. */
export const screenOfRow = computed<number[]>(() => {
  const on: number[] = [];
  const arrangement = fitted.value;
  arrangement?.screens.forEach((columns, index) => {
    for (const slice of columns.flat()) for (let count = slice.from; count < slice.to; count += 1) on.push(index);
  });
  return on;
});

/** A recalled chorus with its lines, any other block as it is. */
export function inFull(block: Block): Block {
  return block.full && block.full.length > 0 ? { ...block, rows: block.full } : block;
}

const read = new Map<string, Shown>();
let wanted = "";

/** Opens the stage with the open song, at the line of the cursor. */
export async function startSession(line: number): Promise<void> {
  read.clear();
  await show(song.value.id, 0);
  const rows = rowsOf(blocks.value);
  const at = rows.findLastIndex((one) => one.line <= line);
  // The cursor in the head of the song, or in its first block, means the beginning.
  if (at > 0) goToRow(at);
}

/** Shows a song from its beginning, or (`Infinity`) its last screen. */
export async function show(id: string, at: number): Promise<void> {
  wanted = id;
  const found = bookSongs.value.find((one) => one.id === id);
  if (!found) return;
  const ready = read.get(keyOf(found)) ?? (await readSong(found));
  // Another song was asked for meanwhile.
  if (wanted !== id) return;
  isPlaying.value = false;
  hasEnded.value = false;
  shown.value = ready;
  fitted.value = null;
  pages.value = [];
  screen.value = at;
  seconds.value = 0;
  isFull.value = false;
  row.value = rowAt(times.value, 0);
  if (mode.value === "pages") void readPages();
  const following = nextSong.value;
  if (following) void readSong(following);
}

function keyOf(of: Song): string {
  return JSON.stringify([of.content, of.key, of.capo]);
}

async function readSong(of: Song): Promise<Shown> {
  const local = () => readLocally(of.content, of.key ?? 0);
  let json: JsonSong;
  let isLocal = false;
  try {
    const body = { songs: [requestSong(of)], options: { ...lookOptions(), ...of.options } };
    const response = await post("convert/json", body);
    json = ((await response.json()) as { songs: JsonSong[] }).songs[0] ?? local();
  } catch {
    json = local();
    isLocal = true;
  }
  const made = stageSong(json);
  if (made.title === "") made.title = songTitle(of);
  const ready = { id: of.id, song: made, isLocal };
  if (!isLocal) read.set(keyOf(of), ready);
  return ready;
}

/** Reads the pages of the song on stage. */
export async function readPages(): Promise<void> {
  const of = record.value;
  if (!of) return;
  try {
    const body = { songs: [requestSong(of)], options: { ...lookOptions(), ...of.options }, preview: { known: [] } };
    const answer = (await (await post("preview", body)).json()) as PreviewAnswer;
    if (shown.value?.id === of.id) pages.value = answer.pages.flatMap((page) => page.svg ?? []);
  } catch {
    mode.value = "letters";
    say("The pages need the service, which is away");
  }
}

/* Moving */

export function nextScreen(): void {
  if (screen.value + 1 < screenCount.value) goToScreen(screen.value + 1);
  else if (nextSong.value) void show(nextSong.value.id, 0);
}

export function earlierScreen(): void {
  if (screen.value > 0) goToScreen(screen.value - 1);
  else if (earlierSong.value) void show(earlierSong.value.id, Infinity);
}

/** Shows a screen, and goes on from its first row. */
export function goToScreen(to: number): void {
  screen.value = to;
  if (mode.value === "letters") {
    const first = screenOfRow.value.indexOf(to);
    if (first >= 0) setRow(first);
  }
  say(`Screen ${to + 1} of ${screenCount.value}`);
}

/** Shows a row, wherever it is. */
export function goToRow(to: number): void {
  setRow(to);
  screen.value = screenOfRow.value[to] ?? screen.value;
}

export function seek(to: number): void {
  hasEnded.value = false;
  seconds.value = Math.min(times.value.seconds, Math.max(0, to));
  row.value = rowAt(times.value, seconds.value);
  screen.value = screenOfRow.value[row.value] ?? screen.value;
}

function setRow(to: number): void {
  hasEnded.value = false;
  seconds.value = times.value.starts[to] ?? 0;
  // A row without a length is passed at once.
  row.value = Math.max(to, rowAt(times.value, seconds.value));
}

/* Time */

let before = 0;

export function togglePlaying(): void {
  if (hasEnded.value) seek(0);
  isPlaying.value = !isPlaying.value;
  before = performance.now();
  say(isPlaying.value ? "Goes on" : "Pause");
}

/** Moves time on; called a few times a second. */
export function tick(now = performance.now()): void {
  if (!isPlaying.value || !shown.value) return;
  const passed = ((now - before) / 1000) * (record.value?.stage.speed ?? 1);
  before = now;
  if (seconds.value + passed >= times.value.seconds) {
    seek(times.value.seconds);
    isPlaying.value = false;
    hasEnded.value = true;
  } else {
    seek(seconds.value + passed);
  }
}

/* Choices, kept with the song */

export function changeSize(by: number): void {
  const now = record.value?.stage.size ?? fitted.value?.size ?? MIN_SIZE;
  changeStage({ size: Math.min(MAX_SIZE, Math.max(MIN_SIZE, now + by)) });
}

export function toggleColumns(): void {
  changeStage({ columns: fitted.value?.columns === 2 ? 1 : 2 });
}

export function changeSpeed(by: number): void {
  const now = record.value?.stage.speed ?? 1;
  changeStage({ speed: Math.round(Math.min(2, Math.max(0.5, now + by)) * 100) / 100 });
}

/** The next of a few speeds, where there is no room for two buttons. */
export function nextSpeed(): void {
  const now = record.value?.stage.speed ?? 1;
  const speeds = [1, 1.1, 1.2, 1.4, 0.7, 0.8, 0.9];
  changeStage({ speed: speeds[(speeds.indexOf(now) + 1) % speeds.length] ?? 1 });
}

/** Back to what is computed. */
export function resetSize(): void {
  const of = record.value;
  if (of) changeSongOf(of.id, { stage: of.stage.speed === undefined ? {} : { speed: of.stage.speed } });
}

function changeStage(change: Song["stage"]): void {
  const of = record.value;
  if (of) changeSongOf(of.id, { stage: { ...of.stage, ...change } });
}

/** Moves the song's output by a semitone, as the stepper of the header does. */
export async function changeKey(by: number): Promise<void> {
  const of = record.value;
  if (!of) return;
  const from = of.key ?? 0;
  const to = (from + by) % 12;
  const set = (key: number) => changeSongOf(of.id, { key });
  set(to);
  step("key", () => set(from), () => set(to), of.id);
  const at = row.value;
  const changed = record.value;
  if (!changed) return;
  const ready = await readSong(changed);
  if (shown.value?.id !== of.id) return;
  shown.value = ready;
  row.value = at;
  if (mode.value === "pages") void readPages();
}

export function toggleMode(): void {
  mode.value = mode.value === "letters" ? "pages" : "letters";
  screen.value = mode.value === "pages" ? 0 : (screenOfRow.value[row.value] ?? 0);
  if (mode.value === "pages" && pages.value.length === 0) void readPages();
}

/** Leaves the stage; the cursor goes to the line that was played. */
export async function leave(): Promise<void> {
  const at = shown.value;
  const line = rowsOf(blocks.value)[row.value]?.line;
  isPlaying.value = false;
  stageOpen.value = false;
  if (at && at.id !== song.value.id) await openSongById(at.id);
  // As long as the dialog is there, nothing behind it takes the focus.
  await new Promise((resolve) => setTimeout(resolve, 50));
  if (line !== undefined) editor.current?.goTo(line, 1);
  editor.current?.focus();
}

/**
 * Takes the arrangement over: the row that is played stays, whichever screen it is on now. After going back from the next song
 * (`screen` beyond the last) the last screen is shown.
 */
export function arranged(made: Fit, full: boolean): void {
  isFull.value = full;
  fitted.value = made;
  if (screen.value >= made.screens.length) goToScreen(made.screens.length - 1);
  else seek(seconds.value);
}

/** The block of which the first rows open the next screen: "Verse 3 · Through many dangers". */
export function ahead(): string {
  const slice = fitted.value?.screens[screen.value + 1]?.[0]?.[0];
  const block = slice ? blocks.value[slice.block] : undefined;
  const first = block?.rows.slice(slice?.from).find((one) => one.kind === "line" || one.kind === "recall");
  const words = first?.kind === "line" ? first.pieces.map((piece) => piece.text).join("").trim() : first?.kind === "recall" ? first.text : "";
  return [block?.label, words].filter((part) => part).join(" · ");
}
