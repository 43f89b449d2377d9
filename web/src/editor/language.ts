/** ChordPro for the editor: a language of lines, and the colours of its parts. */
import { HighlightStyle, StreamLanguage, syntaxHighlighting, type StreamParser } from "@codemirror/language";
import { Tag } from "@lezer/highlight";
import { kindOf, sectionOf } from "../data/catalogue";

const chord = Tag.define();
const bracket = Tag.define();
const brace = Tag.define();
const section = Tag.define();
const metadata = Tag.define();
const directive = Tag.define();
const value = Tag.define();
const titleValue = Tag.define();
const note = Tag.define();
const markup = Tag.define();
const remark = Tag.define();
const verbatim = Tag.define();
const bar = Tag.define();

const TOKENS = { chord, bracket, brace, section, metadata, directive, value, titleValue, note, markup, remark, verbatim, bar };

interface State {
  /** Section that the line stands in. */
  within: string;
  /** Part of the line that comes next. */
  part: "text" | "name" | "value" | "chord" | "verbatim";
  directive: string;
}

const parser: StreamParser<State> = {
  name: "chordpro",
  startState: () => ({ within: "", part: "text", directive: "" }),
  token(stream, state) {
    if (stream.sol()) {
      state.part = /^(tab|abc|ly|svg|textblock)$/.test(state.within) ? "verbatim" : "text";
      if (stream.match(/^\s*#.*/)) return "remark";
      if (stream.match(/^\s*\{/)) {
        state.part = "name";
        return "brace";
      }
    }
    switch (state.part) {
      case "name": return name(stream, state);
      case "value": return valueOf(stream, state);
      case "chord": return inChord(stream, state);
      case "verbatim": stream.skipToEnd(); return "verbatim";
      case "text": return text(stream, state);
    }
  },
  tokenTable: TOKENS,
  languageData: { commentTokens: { line: "#" }, closeBrackets: { brackets: ["[", "{"] } },
};

type Stream = Parameters<StreamParser<State>["token"]>[0];

function name(stream: Stream, state: State): string | null {
  if (stream.eatSpace()) return null;
  if (stream.match(/^[^\s:{}]+/)) {
    state.directive = stream.current();
    state.part = "value";
    const found = sectionOf(state.directive);
    if (found) state.within = found.starts ? found.section : "";
    const kind = kindOf(state.directive);
    return kind === "metadata" ? "metadata" : kind === "section" ? "section" : "directive";
  }
  state.part = "value";
  return null;
}

function valueOf(stream: Stream, state: State): string | null {
  if (stream.eatSpace()) return null;
  if (stream.eat("}")) return "brace";
  if (stream.eat(":")) return "brace";
  stream.match(/^[^}\s:]+[^}]*/) || stream.next();
  return /^t(itle)?$/i.test(state.directive) ? "titleValue" : kindOf(state.directive) === "comment" ? "note" : "value";
}

function text(stream: Stream, state: State): string | null {
  if (stream.eat("[")) {
    state.part = "chord";
    return "bracket";
  }
  if (stream.match(/^<\/?[a-z]+[^<>]*>/i)) return "markup";
  if (stream.match(/^%\{[^}]*\}/)) return "markup";
  if (state.within === "grid") {
    if (stream.match(/^[|:.%]+[0-9>]*/)) return "bar";
    if (stream.match(/^[A-G][^\s|]*/)) return "chord";
    stream.next();
    return null;
  }
  stream.next();
  stream.eatWhile(/[^[<%]/);
  return null;
}

function inChord(stream: Stream, state: State): string | null {
  if (stream.eat("]")) {
    state.part = "text";
    return "bracket";
  }
  stream.next();
  stream.eatWhile(/[^\]]/);
  return stream.current().startsWith("*") ? "note" : "chord";
}

const colours = HighlightStyle.define([
  { tag: chord, color: "var(--chord)", fontWeight: "700" },
  { tag: bracket, color: "var(--bracket)" },
  { tag: brace, color: "var(--ink-3)" },
  { tag: directive, color: "var(--ink-3)" },
  { tag: section, color: "var(--ink)", fontWeight: "650" },
  { tag: metadata, color: "var(--meta)" },
  { tag: value, color: "var(--ink)" },
  { tag: titleValue, color: "var(--ink)", fontWeight: "700" },
  { tag: note, color: "var(--note)" },
  { tag: markup, color: "var(--markup)" },
  { tag: remark, color: "var(--ink-3)" },
  { tag: verbatim, class: "cm-verbatim" },
  { tag: bar, color: "var(--ink-3)" },
]);

export const chordpro = StreamLanguage.define(parser);
export const highlighting = syntaxHighlighting(colours);
