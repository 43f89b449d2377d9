/**
 * The loop from text to page: the newest text goes out one frame after a change; one request is in flight and one waits. An
 * answer is shown even if the text has moved on.
 */
import { batch, effect, signal } from "@preact/signals";
import { forget, since, tellFindings, type Since } from "../editor/mount";
import { heldHashes, holdPage } from "../pages/cache";
import * as state from "../state";
import { alive, preview, ServiceError } from "./client";
import { troubleOf, type Trouble } from "./problems";
import { readRate, spacing } from "./rate";
import { convertBody } from "./request";
import type { PreviewAnswer, PreviewBody, ViewName } from "./types";
import { pictures } from "../store/pictures";
import { words } from "../data/words";
import { slots } from "../ui/slots";

/** Milliseconds after which a flight gives way to a newer text. */
const OLD = 150;
/** Milliseconds of rest after which a whole book is drawn. */
const REST = 600;
/** Most pages asked for at once. */
const WINDOW = 12;

/** Whether the page pane shows the open song or its book. */
export const scope = signal<"song" | "book">("song");
/** Pages that are near the view (first and last number). */
export const near = signal<[number, number]>([1, WINDOW]);
/** Name of the control that the service does not accept. */
export const badField = signal<string | null>(null);
/** Pages of the last answer that was of the whole book. */
export const bookPages = signal(0);

interface Flight {
  controller: AbortController;
  song: string;
  sent: number;
  mark: Since | null;
}

let dirty = false;
let flight: Flight | null = null;
let abortedLast = false;
/** No request before this time (`performance.now`). */
let notBefore = 0;
let waiting: Trouble["retry"]["when"] | null = null;
let timer = 0;
let attempt = 0;
let changedAt = 0;

/** Starts the loop: from here on every change of song, look or view is followed. */
export function startPreview(): void {
  effect(() => {
    void [state.content.value, state.look.value, state.song.value.id, state.song.value.key, state.song.value.capo, pictures.value];
    changedAt = performance.now();
    state.needsKey.value ? undefined : changed();
  });
  effect(() => {
    void [state.settings.value.view, scope.value, near.value];
    changed();
  });
  effect(() => {
    if (scope.value === "book") void [state.book.value, state.songs.value, changed()];
  });
  addEventListener("online", () => void comeBack());
}

/** Something changed: a request goes out as soon as it may. */
export function changed(): void {
  dirty = true;
  if (waiting === "edit") waiting = null;
  schedule();
}

/** There is a key now. */
export function keyGiven(): void {
  state.needsKey.value = false;
  waiting = null;
  state.status.value = null;
  changed();
}

let framed = false;
function schedule(): void {
  if (framed) return;
  framed = true;
  const go = () => {
    if (!framed) return;
    framed = false;
    clearTimeout(fallback);
    pump();
  };
  // Frames do not come while the page is hidden.
  const fallback = setTimeout(go, 100);
  requestAnimationFrame(go);
}

function later(delay: number): void {
  clearTimeout(timer);
  timer = window.setTimeout(schedule, delay);
}

function pump(): void {
  if (!dirty || waiting === "key" || waiting === "online") return;
  const now = performance.now();
  if (now < notBefore) return later(notBefore - now + 1);
  if (scope.value === "book" && state.book.value && now - changedAt < REST && state.answer.peek()) return later(REST - (now - changedAt) + 1);
  if (flight) {
    const other = flight.song !== state.song.value.id;
    const old = now - flight.sent > OLD && !abortedLast;
    if (!other && !old) return abortedLast ? undefined : later(OLD - (now - flight.sent) + 1);
    abortedLast = true;
    flight.controller.abort();
    flight = null;
  }
  dirty = false;
  if (state.isEmpty.value && scope.value === "song") return nothing();
  void send();
}

function nothing(): void {
  lastAsked = "";
  batch(() => {
    state.answer.value = null;
    state.status.value = null;
  });
}

function viewOf(): ViewName[] {
  const view = state.settings.value.view;
  return view === "page" ? [] : [view === "phone" ? "html" : view];
}

/** Number of the first page of each song of the book, by its id, as the last answer of the whole book had it. */
let firstPages = new Map<string, number>();

function learnFirstPages(answer: PreviewAnswer): void {
  const numbers = answer.songs.map((one) => [state.bookSongs.value[one.index]?.id ?? "", Number(answer.pages[(one.pages?.[0] ?? 0) - 1]?.label)] as const);
  firstPages = new Map(numbers.filter(([, number]) => number >= 1));
}

function bodyOf(known: string[]): string {
  const pages: [number, number] = [Math.max(1, near.value[0] - 2), near.value[1] + WINDOW];
  const made = convertBody(scope.value);
  const first = firstPages.get(state.song.value.id);
  // Alone, a song of a book keeps its page numbers.
  if (scope.value === "song" && state.book.value && first !== undefined) made.options = { ...made.options, start_page: first };
  const body: PreviewBody = { ...made, preview: { known, pages, views: viewOf() } };
  return JSON.stringify(body);
}

/** What the last answer was of, without the pages that were held. */
let lastAsked = "";

async function send(): Promise<void> {
  const asked = bodyOf([]);
  // Other signals change too, such as the cursor that is kept with the song.
  if (asked === lastAsked && state.answer.value && !state.status.value) return;
  const body = bodyOf(heldHashes());
  const text = state.content.value;
  const own: Flight = { controller: new AbortController(), song: state.song.value.id, sent: performance.now(), mark: since() };
  const index = scope.value === "book" ? Math.max(0, state.bookSongs.value.findIndex((one) => one.id === own.song)) : 0;
  flight = own;
  try {
    const { answer, headers } = await preview(body, own.controller.signal);
    if (own.song === state.song.value.id) {
      arrived(answer, own, index, text);
      lastAsked = asked;
    }
    const rate = readRate(headers);
    notBefore = rate ? performance.now() + spacing(rate.remaining, rate.limit, rate.reset) : 0;
    abortedLast = false;
    attempt = 0;
  } catch (error) {
    if (!own.controller.signal.aborted) failed(error, body.length);
  } finally {
    forget(own.mark);
    if (flight === own) flight = null;
    if (dirty) schedule();
  }
}

function arrived(answer: PreviewAnswer, own: Flight, index: number, text: string): void {
  for (const page of answer.pages) if (page.svg !== undefined) holdPage(page.hash, page.svg);
  const report = answer.songs.find((one) => one.index === index);
  const problem = report?.problem ?? null;
  const last = state.answer.peek();
  const broken = problem !== null && answer.pages.length === 0 && last !== null && last.pages.length > 0 && shownSong === own.song;
  batch(() => {
    state.took.value = performance.now() - own.sent;
    state.answerIndex.value = index;
    // The last good page stays while a line is broken.
    state.answer.value = broken ? { ...answer, pages: last.pages } : answer;
    state.answered.value = text;
    state.status.value = problem ? { text: words.broke(problem.line ?? null), kind: "warning" } : null;
    state.online.value = true;
    badField.value = null;
    if (scope.value === "book") {
      bookPages.value = answer.pages.length;
      learnFirstPages(answer);
    }
  });
  shownSong = own.song;
  if (own.mark) tellFindings(answer.findings, index, own.mark, text);
}

let shownSong = "";

function failed(error: unknown, size: number): void {
  const trouble = troubleOf(error, attempt, size);
  const { retry } = trouble;
  batch(() => {
    state.status.value = withAction(trouble);
    badField.value = trouble.field ?? null;
    if (retry.when === "key") state.needsKey.value = true;
    if (retry.when === "online") state.online.value = false;
  });
  waiting = retry.when === "later" ? null : retry.when;
  if (retry.when === "later") {
    attempt += 1;
    dirty = true;
    notBefore = performance.now() + retry.delay;
    countDown(error, retry.delay);
    later(retry.delay);
  } else if (retry.when === "online") {
    dirty = true;
    ask();
  }
}

function withAction(trouble: Trouble): state.Status {
  const { line, status, field } = trouble;
  if (trouble.tooLarge) {
    const entry = slots.menu.value.find((one) => one.label === words.exportAll);
    if (entry) return { ...status, action: { label: entry.label, run: entry.run } };
  }
  if (field !== undefined && !status.action) return { ...status, action: { label: words.useDefaults, run: usualSettings } };
  if (line === undefined || status.action) return status;
  return { ...status, action: { label: words.showLine, run: () => state.editor.current?.goTo(line, 1) } };
}

function usualSettings(): void {
  state.look.value = { ...state.look.value, options: {}, config: {} };
}

/** "Next page in 3 s": counts. */
function countDown(error: unknown, delay: number): void {
  if (!(error instanceof ServiceError) || error.status !== 429) return;
  const end = performance.now() + delay;
  const tick = setInterval(() => {
    const left = Math.ceil((end - performance.now()) / 1000);
    if (left <= 0 || !state.status.value?.text.startsWith(words.many(0).slice(0, 13))) clearInterval(tick);
    else state.status.value = { text: words.many(left), kind: "warning" };
  }, 1000);
}

let asking = 0;
function ask(): void {
  clearTimeout(asking);
  asking = window.setTimeout(() => void comeBack(), 5000);
}

async function comeBack(): Promise<void> {
  if (waiting !== "online") return;
  if (!(await alive())) return ask();
  waiting = null;
  batch(() => {
    state.online.value = true;
    state.status.value = null;
  });
  schedule();
}
