/** What may come next: directives, sections, values, chords, settings. */
import { autocompletion, type Completion, type CompletionContext, type CompletionResult } from "@codemirror/autocomplete";
import type { EditorState } from "@codemirror/state";
import type { EditorView } from "@codemirror/view";
import { directives, sections, settingsPaths, valuesOf } from "../data/catalogue";
import { presets, report } from "../state";
import { chordsIn, isVerbatim, readDirective, sectionAt } from "./lines";
import { writtenKey } from "./chords";
import { chordsOfKey, keys } from "./music";

const COMMON = ["", "m", "7", "m7", "maj7", "sus4", "sus2", "dim", "aug", "add9", "6", "m6", "9", "5"];
const ROOTS = ["C", "C#", "Db", "D", "Eb", "E", "F", "F#", "Gb", "G", "G#", "Ab", "A", "Bb", "B"];
const ALL_CHORDS = ROOTS.flatMap((root) => COMMON.map((kind) => root + kind));

export function complete(context: CompletionContext): CompletionResult | null {
  const line = context.state.doc.lineAt(context.pos);
  const before = line.text.slice(0, context.pos - line.from);
  return setting(context, before) ?? value(context, before) ?? directive(context, before) ?? chord(context, before);
}

function setting(context: CompletionContext, before: string): CompletionResult | null {
  const match = /^\s*\{\+([\w.-]*)$/.exec(before);
  if (!match) return null;
  return {
    from: context.pos - (match[1]?.length ?? 0),
    options: settingsPaths.map(({ path, summary }) => ({ label: path, detail: summary, type: "property", apply: `${path}=` })),
    validFor: /^[\w.-]*$/,
  };
}

function directive(context: CompletionContext, before: string): CompletionResult | null {
  const match = /^\s*\{\s*([\w-]*)$/.exec(before);
  if (!match) return null;
  const typed = match[1] ?? "";
  const from = context.pos - typed.length;
  const closed = context.state.sliceDoc(context.pos, context.pos + 1) === "}";
  const used = usedNames(context.state);
  const start = /^start_of_(\w*)$/.test(typed);
  const options = directives
    .filter((one) => !one.name.startsWith("start_of_"))
    .map((one): Completion => entry(one.name, one.short, one.summary, used, closed));
  const begins = sections.map((section) => begin(section, closed));
  return { from, options: start ? begins : [...options, ...begins], validFor: /^[\w-]*$/ };
}

/** Directives that take nothing. */
const BARE = /^(chorus|grid|no_grid|new_page|new_physical_page|column_break|new_song|end_of_\w+)$/;

function entry(name: string, short: string, summary: string, used: Map<string, number>, closed: boolean): Completion {
  const bare = BARE.test(name);
  const count = (used.get(name) ?? 0) + (short ? (used.get(short) ?? 0) : 0);
  return {
    label: name,
    detail: short ? `${summary} · ${short}` : summary,
    type: "keyword",
    boost: Math.min(count, 20) + (/^(title|subtitle|key|chorus|comment|artist|capo|tempo|time)$/.test(name) ? 10 : 0),
    apply: (view, _completion, from, to) => {
      const end = closed ? to + 1 : to;
      const insert = bare ? `${name}}` : `${name}: }`;
      view.dispatch({ changes: { from, to: end, insert }, selection: { anchor: from + insert.length - (bare ? 0 : 1) }, userEvent: "input.complete" });
    },
  };
}

function begin(section: string, closed: boolean): Completion {
  const name = `start_of_${section}`;
  return {
    label: name,
    detail: `A ${section} begins`,
    type: "keyword",
    boost: 2,
    apply: (view, _completion, from, to) => {
      const end = closed ? to + 1 : to;
      const head = `${name}}\n`;
      view.dispatch({
        changes: { from, to: end, insert: `${head}\n{end_of_${section}}` },
        selection: { anchor: from + head.length },
        userEvent: "input.complete",
      });
    },
  };
}

function usedNames(state: EditorState): Map<string, number> {
  const used = new Map<string, number>();
  for (let number = 1; number <= Math.min(state.doc.lines, 2000); number += 1) {
    const name = readDirective(state.doc.line(number).text)?.name;
    if (name) used.set(name, (used.get(name) ?? 0) + 1);
  }
  return used;
}

function value(context: CompletionContext, before: string): CompletionResult | null {
  const match = /^\s*\{\s*([\w]+)\s*[: ]\s*([^}]*)$/.exec(before);
  if (!match) return null;
  const name = match[1] ?? "";
  const from = context.pos - (match[2]?.length ?? 0);
  const list = name === "define" || name === "chord" ? songChords(context.state) : name === "key" ? [...keys(false), ...keys(true)] : valuesOf(name);
  if (name === "meta") return { from, options: directives.slice(0, 17).map((one) => ({ label: one.name, detail: one.summary, type: "property" })) };
  if (name === "instrument") return { from, options: presets.value.filter((one) => one.group === "instrument").map((one) => ({ label: one.name, detail: one.label })) };
  if (list.length === 0) return null;
  return { from, options: list.map((label, index) => ({ label, type: "constant", boost: -index })), validFor: /^[^}]*$/ };
}

function chord(context: CompletionContext, before: string): CompletionResult | null {
  const match = /\[([^\][\s*]*)$/.exec(before);
  if (!match) return null;
  const number = context.state.doc.lineAt(context.pos).number;
  if (isVerbatim(sectionAt(context.state.doc, number))) return null;
  // Not the one that is being typed.
  const song = songChords(context.state, context.pos);
  const key = report.value?.palette ?? chordsOfKey(writtenKey(context.state) ?? "C");
  const seen = new Set<string>();
  const options: Completion[] = [];
  const add = (label: string, detail: string, boost: number) => {
    if (seen.has(label)) return;
    seen.add(label);
    options.push({ label, detail, type: "constant", boost, apply: applyChord });
  };
  song.forEach((name, index) => add(name, "in the song", 90 - index));
  key.forEach((name, index) => add(name, "in the key", 40 - index));
  ALL_CHORDS.forEach((name) => add(name, "", -10));
  return { from: context.pos - (match[1]?.length ?? 0), options, validFor: /^[^\][\s]*$/ };
}

const applyChord = (view: EditorView, completion: Completion, from: number, to: number) => {
  const closed = view.state.sliceDoc(to, to + 1) === "]";
  const insert = closed ? completion.label : `${completion.label}]`;
  view.dispatch({ changes: { from, to, insert }, selection: { anchor: from + completion.label.length + 1 }, userEvent: "input.complete" });
};

/** The chords of the text, the most used first. */
export function songChords(state: EditorState, except = -1): string[] {
  const counts = new Map<string, number>();
  for (let number = 1; number <= Math.min(state.doc.lines, 2000); number += 1) {
    const line = state.doc.line(number);
    for (const { name, from, to } of chordsIn(line.text, line.from)) {
      if (from < except && except < to) continue;
      if (name && !name.startsWith("*")) counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  return [...counts].sort((a, b) => b[1] - a[1]).map(([name]) => name);
}

export const completion = autocompletion({
  override: [complete],
  icons: false,
  activateOnTyping: true,
  maxRenderedOptions: 60,
  defaultKeymap: true,
});

