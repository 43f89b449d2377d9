/** The rows of the drawer: opened by a click, moved by their handle with pointer or keyboard. */
import { signal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { parseKey, pretty, semitonesBetween, transposeKey } from "../editor/music";
import { book, bookSongs, drawerOpen, panel, report, song, step, type Song } from "../state";
import { changeSongOf, openSongById, setOrder, songTitle } from "../store/books";
import { keyOf, subtitleOf } from "../store/headings";
import { KeyButtons } from "./KeyGrid";
import { layout } from "./media";
import { closePanel, Popover } from "./Popover";
import { RowMenu } from "./RowMenu";
import { Icon } from "./icons";

/** A song that is on its way to another place. */
interface Lifted {
  id: string;
  from: number;
  to: number;
  /** Pixels that the pointer has moved it by; 0 with the keyboard. */
  offset: number;
  byPointer: boolean;
}

/** Ids of the songs that are chosen for a new book; null where nothing is being chosen. */
export const picked = signal<readonly string[] | null>(null);

const lifted = signal<Lifted | null>(null);
/** What the live region says of the move. */
const spoken = signal("");

export function SongRows({ list, isBook }: { list: readonly Song[]; isBook: boolean }) {
  const box = useRef<HTMLOListElement>(null);
  const now = bookSongs.value;
  const fresh = list.map((one) => now.find((other) => other.id === one.id) ?? one);
  const on = lifted.value;
  const shown = on && !on.byPointer ? moved(fresh, on.from, on.to) : fresh;
  return (
    <>
      <ol class="song-rows" ref={box} aria-label="Songs" aria-roledescription={isBook ? "sortable" : undefined}>
        {shown.map((one, index) => (
          <SongRow key={one.id} song={one} place={index} count={fresh.length} isBook={isBook} box={box} />
        ))}
        {fresh.length === 0 && <li class="none">No songs yet</li>}
      </ol>
      <p class="unseen" id="move-help">Space lifts the song, arrow keys move it, Space drops it</p>
      <p class="unseen" aria-live="assertive">{spoken.value}</p>
    </>
  );
}

function SongRow({ song: one, place, count, isBook, box }: { song: Song; place: number; count: number; isBook: boolean; box: { current: HTMLOListElement | null } }) {
  const isOpen = one.id === song.value.id;
  const on = lifted.value;
  const isLifted = on?.id === one.id;
  const title = songTitle(one);
  const picking = isBook ? null : picked.value;
  const open = () => {
    if (picking) {
      picked.value = picking.includes(one.id) ? picking.filter((id) => id !== one.id) : [...picking, one.id];
      return;
    }
    if (layout.value !== "wide") drawerOpen.value = false;
    void openSongById(one.id);
  };
  const classes = ["song", isOpen ? "on" : "", isLifted ? "lifted" : "", isBook ? "" : "plain"].join(" ");
  return (
    <li class={classes} style={isLifted && on.byPointer ? { transform: `translateY(${on.offset}px)` } : undefined}>
      {on?.byPointer && !isLifted && markOf(on, place)}
      {isBook && (
        <button
          class="handle" aria-label={`Move ${title}`} aria-describedby="move-help" aria-pressed={isLifted}
          onPointerDown={(event) => dragFrom(event, one, place, count, box.current)} onKeyDown={(event) => moveByKey(event, one, place, count)}
          onBlur={(event) => dropLater(one, event.currentTarget)}
        >
          <Icon name="drag" />
        </button>
      )}
      <button class="open" aria-current={picking ? undefined : isOpen} aria-pressed={picking ? picking.includes(one.id) : undefined} onClick={open}>
        {picking && <i class="tick">{picking.includes(one.id) ? picking.indexOf(one.id) + 1 : ""}</i>}
        <b dir="auto">{title}</b>
        <small dir="auto">{subtitleOf(one.content)}</small>
      </button>
      {!picking && <KeyChip song={one} />}
      {!picking && <RowMenu song={one} />}
    </li>
  );
}

/** The line where the song would be dropped. */
function markOf(on: Lifted, place: number) {
  if (on.to === on.from) return null;
  if (on.to < on.from && place === on.to) return <i class="mark-before" />;
  if (on.to > on.from && place === on.to) return <i class="mark-after" />;
  return null;
}

function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const order = [...list];
  order.splice(to, 0, ...order.splice(from, 1));
  return order;
}

/* Pointer */

function dragFrom(event: PointerEvent, one: Song, place: number, count: number, box: HTMLElement | null): void {
  if (event.button !== 0 || !box) return;
  const handle = event.currentTarget as HTMLElement;
  const rows = [...box.querySelectorAll<HTMLElement>("li.song")].map((row) => row.offsetTop + row.offsetHeight / 2);
  const start = event.clientY + box.scrollTop;
  handle.setPointerCapture(event.pointerId);
  const move = (now: PointerEvent) => {
    scrollAtEdge(box, now.clientY);
    const offset = now.clientY + box.scrollTop - start;
    const centre = (rows[place] ?? 0) + offset;
    // The place is the number of rows whose middle is above the middle of this one.
    const to = rows.filter((middle, index) => index !== place && middle < centre).length;
    if (lifted.value?.to !== to) spoken.value = `${songTitle(one)}, place ${to + 1} of ${count}`;
    lifted.value = { id: one.id, from: place, to, offset, byPointer: true };
  };
  const end = (isDropped: boolean) => () => {
    handle.removeEventListener("pointermove", move);
    handle.removeEventListener("pointerup", up);
    handle.removeEventListener("pointercancel", cancel);
    removeEventListener("keydown", escape, true);
    if (isDropped) drop(one);
    else lifted.value = null;
  };
  const up = end(true);
  const cancel = end(false);
  const escape = (key: KeyboardEvent) => {
    if (key.key !== "Escape") return;
    key.preventDefault();
    key.stopPropagation();
    cancel();
  };
  handle.addEventListener("pointermove", move);
  handle.addEventListener("pointerup", up);
  handle.addEventListener("pointercancel", cancel);
  addEventListener("keydown", escape, true);
}

function scrollAtEdge(box: HTMLElement, y: number): void {
  const { top, bottom } = box.getBoundingClientRect();
  if (y < top + 32) box.scrollTop -= 12;
  else if (y > bottom - 32) box.scrollTop += 12;
}

/* Keyboard: Space lifts, ↑ ↓ move, Space drops, Escape returns. */

function moveByKey(event: KeyboardEvent, one: Song, place: number, count: number): void {
  const on = lifted.value;
  const isLifted = on?.id === one.id;
  const title = songTitle(one);
  const handle = event.currentTarget as HTMLElement;
  if (event.key === " " || event.key === "Enter") {
    event.preventDefault();
    if (isLifted) drop(one);
    else {
      lifted.value = { id: one.id, from: place, to: place, offset: 0, byPointer: false };
      spoken.value = `${title} lifted, place ${place + 1} of ${count}. Arrow keys move it, Space drops it, Escape returns it`;
    }
  } else if (isLifted && on && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
    event.preventDefault();
    const to = Math.min(count - 1, Math.max(0, on.to + (event.key === "ArrowUp" ? -1 : 1)));
    lifted.value = { ...on, to };
    spoken.value = `${title}, place ${to + 1} of ${count}`;
    // The row is another place of the list now; the focus stays with it.
    queueMicrotask(() => handle.focus());
  } else if (isLifted && event.key === "Escape") {
    event.preventDefault();
    event.stopPropagation();
    lifted.value = null;
    spoken.value = `${title} is back at its place`;
  }
}

/** Leaving the handle drops the song, but not when the row is only put at another place of the list. */
function dropLater(one: Song, handle: HTMLElement): void {
  setTimeout(() => {
    const on = lifted.value;
    if (on?.id === one.id && !on.byPointer && document.activeElement !== handle) drop(one);
  }, 80);
}

function drop(one: Song): void {
  const on = lifted.value;
  lifted.value = null;
  if (!on || !book.value) return;
  spoken.value = `${songTitle(one)} dropped at place ${on.to + 1}`;
  if (on.from === on.to) return;
  const before = [...book.value.songs];
  const after = moved(before, on.from, on.to);
  const id = book.value.id;
  const order = (to: string[]) => () => {
    if (book.value?.id === id) setOrder(to);
  };
  order(after)();
  step("order", order(before), order(after));
}

/* Key */

/** The key that the song has here; opens the grid of keys. */
function KeyChip({ song: one }: { song: Song }) {
  const button = useRef<HTMLButtonElement>(null);
  const written = keyOf(one.content) || (one.id === song.value.id ? (report.value?.key.detected ?? "") : "");
  const semitones = one.key ?? 0;
  const shown = written === "" ? null : transposeKey(written, semitones);
  const label = shown ? pretty(shown) : semitones === 0 ? "–" : semitones > 0 ? `+${semitones}` : `−${-semitones}`;
  const name = `key-of-${one.id}`;
  const choose = (key: string) => {
    closePanel();
    const to = semitonesBetween(written, key);
    const set = (of: number) => () => changeSongOf(one.id, { key: of });
    set(to)();
    step(`key ${pretty(key)}`, set(semitones), set(to));
  };
  return (
    <>
      <button
        ref={button} class="key-chip" disabled={!shown} aria-label={shown ? `Key ${label}` : "Key unknown"} aria-haspopup="dialog" title={shown ? "Key of this song" : "No {key} yet"}
        onClick={() => (panel.value = panel.value === name ? null : name)}
      >
        {label}
      </button>
      <Popover name={name} label={`Key of ${songTitle(one)}`} anchor={button} width={264}>
        <div class="keygrid-box">
          <KeyButtons minor={parseKey(written)?.minor ?? false} current={shown} choose={choose} />
        </div>
      </Popover>
    </>
  );
}
