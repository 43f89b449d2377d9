/** Chords of the key and of the song: a click puts one at the cursor. On phones the bar above the keyboard. */
import { startCompletion } from "@codemirror/autocomplete";
import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { words } from "../data/words";
import { insertBraces, insertChord, nudgeChord, placeOfCursor } from "../editor/edits";
import { withEditor } from "../editor/mount";
import { chordsOfKey, pretty } from "../editor/music";
import { content, cursor, editor, look, panel, report } from "../state";
import { request } from "../service/client";
import { writtenKey } from "./actions";
import { coarse, layout } from "./media";
import { Icon } from "./icons";
import { Popover } from "./Popover";
import { Toolbar } from "./Toolbar";

/** What a long press or the right button was on. */
const shown = signal("");
const LONG = 450;

interface Chip {
  name: string;
  note: string;
  dim: boolean;
}

function chips(): { key: string; inKey: Chip[]; inSong: Chip[] } {
  const key = writtenKey()?.key ?? "C";
  const palette = report.value?.palette.length ? report.value.palette : chordsOfKey(key);
  const inKey = palette.map((name, index) => ({ name, note: String(index + 1), dim: /dim|°/.test(name) }));
  const known = new Set(palette);
  const used = (report.value?.chords ?? []).filter((one) => one.known && !known.has(one.name)).sort((a, b) => b.count - a.count);
  return { key, inKey, inSong: used.slice(0, 8).map((one) => ({ name: one.name, note: words.used, dim: false })) };
}

export function Palette() {
  const chosen = useRef<HTMLButtonElement>(null);
  // Where the text is a tab there is nothing to put in.
  void [cursor.value, content.value];
  if (placeOfCursor().verbatim) return null;
  const { key, inKey, inSong } = chips();
  const phone = layout.value === "phone" || (coarse.value && layout.value === "tablet");
  const chip = (one: Chip) => <ChordChip key={one.name} chip={one} plain={phone} opened={(button) => { chosen.current = button; shown.value = one.name; panel.value = "chord"; }} />;
  return (
    <Toolbar class={phone ? "palette chordbar" : "palette"} label={`Chords in ${pretty(key)}`} id="palette" onKeyDown={(event) => pick(event, [...inKey, ...inSong])}>
      {phone ? (
        <>
          <button class="chip plain" aria-label="Braces" onPointerDown={hold} onClick={insertBraces}>{"{ }"}</button>
          <button class="chip plain" aria-label="Chord to the left" onPointerDown={hold} onClick={() => nudgeChord(-1)}><Icon name="back" /></button>
          <button class="chip plain" aria-label="Chord to the right" onPointerDown={hold} onClick={() => nudgeChord(1)}><Icon name="next" /></button>
        </>
      ) : <span class="k">{words.inKey(pretty(key))}</span>}
      {inKey.map(chip)}
      {inSong.length > 0 && <span class="rule" />}
      {inSong.map(chip)}
      <button class="icon" aria-label={words.otherChords} title={words.otherChords} onPointerDown={hold} onClick={() => { editor.current?.insert("["); editor.current?.focus(); openCompletion(); }}><Icon name="plus" /></button>
      <Popover name="chord" label={`Chord ${shown.value}`} anchor={chosen} width={260}><Variants name={shown.value} /></Popover>
    </Toolbar>
  );
}

/** The text keeps the focus, and the phone its keyboard. */
function hold(event: PointerEvent): void {
  event.preventDefault();
}

function openCompletion(): void {
  withEditor((view) => startCompletion(view));
}

function ChordChip({ chip, plain, opened }: { chip: Chip; plain: boolean; opened: (button: HTMLButtonElement) => void }) {
  const timer = useRef(0);
  const long = useRef(false);
  const press = (event: PointerEvent) => {
    hold(event);
    long.current = false;
    const button = event.currentTarget as HTMLButtonElement;
    timer.current = window.setTimeout(() => {
      long.current = true;
      opened(button);
    }, LONG);
  };
  const release = () => clearTimeout(timer.current);
  return (
    <button
      class={chip.dim ? "chip dim" : "chip"} title={`${pretty(chip.name)}: click puts it in, right click shows more`}
      onPointerDown={press} onPointerUp={release} onPointerLeave={release} onMouseDown={(event) => event.preventDefault()}
      onContextMenu={(event) => { event.preventDefault(); release(); opened(event.currentTarget); }}
      onClick={() => { if (!long.current) insertChord(chip.name); }}
    >
      {pretty(chip.name)}{!plain && <small>{chip.note}</small>}
    </button>
  );
}

/** Letters choose by name, digits by degree. */
function pick(event: KeyboardEvent, all: Chip[]): void {
  if (!(event.ctrlKey || event.metaKey || event.altKey) && /^[a-g1-9]$/i.test(event.key)) {
    const one = /\d/.test(event.key) ? all[Number(event.key) - 1] : undefined;
    const index = one ? all.indexOf(one) : nextByLetter(event, all);
    const buttons = (event.currentTarget as HTMLElement).querySelectorAll<HTMLButtonElement>(".chip:not(.plain)");
    buttons[index]?.focus();
    event.preventDefault();
    return;
  }
  if (event.key === "Escape") editor.current?.focus();
}

function nextByLetter(event: KeyboardEvent, all: Chip[]): number {
  const buttons = [...(event.currentTarget as HTMLElement).querySelectorAll(".chip:not(.plain)")];
  const now = buttons.indexOf(document.activeElement as Element);
  const starts = (index: number) => all[index]?.name.toUpperCase().startsWith(event.key.toUpperCase()) ?? false;
  const order = all.map((_, index) => (now + 1 + index) % all.length);
  return order.find(starts) ?? now;
}

const KINDS = ["", "m", "7", "m7", "maj7", "sus4", "sus2", "add9", "6", "dim"];

function Variants({ name }: { name: string }) {
  const root = /^[A-G][#b]?/.exec(name)?.[0] ?? name;
  const basses = chordsOfKey(writtenKey()?.key ?? "C").slice(0, 6).map((one) => /^[A-G][#b]?/.exec(one)?.[0] ?? "").filter((one) => one && one !== root);
  const choose = (chord: string) => {
    panel.value = null;
    insertChord(chord);
  };
  return (
    <div class="variants">
      <Diagram chord={name} />
      <div class="keygrid">{KINDS.map((kind) => root + kind).map((chord) => <button key={chord} class={chord === name ? "on" : ""} onClick={() => choose(chord)}>{pretty(chord)}</button>)}</div>
      <div class="keygrid small">{basses.slice(0, 4).map((bass) => <button key={bass} onClick={() => choose(`${name.replace(/\/.*/, "")}/${bass}`)}>{pretty(`${name.replace(/\/.*/, "")}/${bass}`)}</button>)}</div>
    </div>
  );
}

/** Fetched with the key, so it cannot be an address in `src`. */
function Diagram({ chord }: { chord: string }) {
  const image = useRef<HTMLImageElement>(null);
  useEffect(() => {
    let url = "";
    let gone = false;
    const instrument = look.value.instrument === "nodiagrams" ? "guitar" : look.value.instrument;
    request(`diagrams/${encodeURIComponent(chord)}.svg?instrument=${encodeURIComponent(instrument)}&size=96`)
      .then((answer) => answer.blob())
      .then((blob) => {
        if (gone || !image.current) return;
        url = URL.createObjectURL(blob);
        image.current.src = url;
        image.current.hidden = false;
      })
      // A chord without a shape has no diagram; the variants are there all the same.
      .catch(() => undefined);
    return () => {
      gone = true;
      if (url) URL.revokeObjectURL(url);
    };
  }, [chord]);
  return <img ref={image} class="diagram" alt={`How ${chord} is played`} width={96} hidden />;
}
