/** Chords in the text: putting one in, moving it, and transposing of what is written. */
import type { EditorState, TransactionSpec } from "@codemirror/state";
import type { EditorView } from "@codemirror/view";
import { chordAt, chordsIn, isVerbatim, readDirective, sectionAt } from "./lines";
import { parseKey, transposeChord, transposeKey, usesFlats, type Spelling } from "./music";

/** Puts `[name]` at the cursor; with the cursor in a chord, that becomes `name`. */
export function putChord(view: EditorView, name: string): void {
  const { from, to } = view.state.selection.main;
  const old = chordAt(view.state.doc, from);
  const change = old ? { from: old.from + 1, to: old.to - 1, insert: name } : { from, to, insert: `[${name}]` };
  const anchor = old ? old.from + 1 + name.length : from + name.length + 2;
  view.dispatch({ changes: change, selection: { anchor }, userEvent: "input.chord", scrollIntoView: true });
}

/** Moves the chord at the cursor by a letter or a word; false where the cursor is in none, or it is at the end of its way. */
export function moveChord(view: EditorView, way: -1 | 1, word = false): boolean {
  const { state } = view;
  const cursor = state.selection.main.head;
  const chord = chordAt(state.doc, cursor);
  if (!chord) return false;
  const line = state.doc.lineAt(cursor);
  const before = line.text.slice(0, chord.from - line.from);
  const after = line.text.slice(chord.to - line.from);
  const distance = way < 0 ? stepBack(before, word) : stepForward(after, word);
  if (distance === 0) return true;
  const text = state.sliceDoc(chord.from, chord.to);
  const target = way < 0 ? chord.from - distance : chord.to + distance;
  // Where the bracket is in the new text: what is taken out before it does not count.
  const start = way < 0 ? target : target - text.length;
  view.dispatch({
    changes: [{ from: chord.from, to: chord.to }, { from: target, insert: text }],
    selection: { anchor: start + (cursor - chord.from) },
    userEvent: "move.chord",
    scrollIntoView: true,
  });
  return true;
}

const HOP_FORWARD = /^(?:\[[^\][]*\]|<\/?[a-z][^<>]*>)*/i;
const HOP_BACK = /(?:\[[^\][]*\]|<\/?[a-z][^<>]*>)*$/i;
const letters = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** Length of the way behind a chord: other chords and tags are hopped over, then a letter, or up to the next word's start. */
function stepForward(after: string, word: boolean): number {
  const hop = HOP_FORWARD.exec(after)?.[0].length ?? 0;
  const rest = after.slice(hop);
  if (rest === "") return 0;
  if (!word) return hop + ([...letters.segment(rest)][0]?.segment.length ?? 0);
  const next = /^(?:\[[^\][]*\]|[^\s[])*\s+(?=\S)/.exec(rest)?.[0].length ?? rest.length;
  return hop + next;
}

function stepBack(before: string, word: boolean): number {
  const hop = HOP_BACK.exec(before)?.[0].length ?? 0;
  const rest = before.slice(0, before.length - hop);
  if (rest === "") return 0;
  if (!word) return hop + ([...letters.segment(rest)].at(-1)?.segment.length ?? 0);
  const last = /(?:\[[^\][]*\]|[^\s\]])+\s*$/.exec(rest)?.[0].length ?? rest.length;
  return hop + last;
}

/**
 * The changes that move the chords of a range by semitones, `{key}` and chord definitions by name with them; null where there is
 * nothing to move.
 */
export function transposeChanges(state: EditorState, from: number, to: number, semitones: number, spelling: Spelling): TransactionSpec["changes"] | null {
  const whole = from === 0 && to === state.doc.length;
  const flats = flatsOf(state, semitones, spelling);
  const changes: { from: number; to: number; insert: string }[] = [];
  const replace = (start: number, old: string, now: string) => {
    if (old !== now) changes.push({ from: start, to: start + old.length, insert: now });
  };
  const first = state.doc.lineAt(from).number;
  const last = state.doc.lineAt(to).number;
  let section = sectionAt(state.doc, first);
  for (let number = first; number <= last; number += 1) {
    const line = state.doc.line(number);
    const directive = readDirective(line.text);
    if (directive) section = sectionAt(state.doc, number);
    if (directive?.name === "key" && whole) replace(line.from + directive.valueFrom, directive.value, transposeKey(directive.value, semitones));
    if (directive && /^(define|chord)$/.test(directive.name)) moveDefinition(line.from, directive, semitones, flats, replace);
    if (directive || isVerbatim(section)) continue;
    for (const chord of chordsIn(line.text, line.from)) {
      if (chord.from < from || chord.to > to) continue;
      replace(chord.from + 1, chord.name, transposeChord(chord.name, semitones, flats));
    }
    if (section === "grid") moveGrid(line.text, line.from, semitones, flats, replace);
  }
  return changes.length > 0 ? changes : null;
}

type Replace = (start: number, old: string, now: string) => void;

/** A definition keeps its fingers, so its name would lie: only those that give no frets (`{chord: G}`) move. */
function moveDefinition(lineStart: number, directive: NonNullable<ReturnType<typeof readDirective>>, semitones: number, flats: boolean, replace: Replace): void {
  if (/\bfrets\b|\bkeys\b/.test(directive.value)) return;
  const name = directive.value.split(/\s/)[0] ?? "";
  replace(lineStart + directive.valueFrom, name, transposeChord(name, semitones, flats));
}

function moveGrid(text: string, start: number, semitones: number, flats: boolean, replace: Replace): void {
  if (/^\s*\|[sS]\b/.test(text)) return;
  const end = text.lastIndexOf("|");
  for (const match of text.slice(0, end + 1).matchAll(/(?<![^\s|~:])[A-G][^\s|~]*/g)) {
    replace(start + match.index, match[0], transposeChord(match[0], semitones, flats));
  }
}

function flatsOf(state: EditorState, semitones: number, spelling: Spelling): boolean {
  if (spelling !== "key") return spelling === "flats";
  const key = parseKey(writtenKey(state) ?? firstChord(state) ?? "C");
  return key ? usesFlats((key.pitch + semitones + 120) % 12, key.minor) : false;
}

/** The value of the first `{key}`. */
export function writtenKey(state: EditorState): string | null {
  for (let number = 1; number <= Math.min(state.doc.lines, 200); number += 1) {
    const directive = readDirective(state.doc.line(number).text);
    if (directive?.name === "key" && directive.value) return directive.value;
  }
  return null;
}

function firstChord(state: EditorState): string | null {
  for (let number = 1; number <= state.doc.lines; number += 1) {
    const chord = chordsIn(state.doc.line(number).text)[0];
    if (chord && parseKey(chord.name)) return chord.name;
  }
  return null;
}

/** Moves the chord at the cursor, or those of the selection, by a semitone. */
export function transposeHere(view: EditorView, semitones: number): boolean {
  const { main } = view.state.selection;
  const chord = chordAt(view.state.doc, main.head);
  const range = main.empty ? chord : { from: main.from, to: main.to };
  if (!range) return false;
  const changes = transposeChanges(view.state, range.from, range.to, semitones, "key");
  if (changes) view.dispatch({ changes, userEvent: "input.transpose" });
  return true;
}
