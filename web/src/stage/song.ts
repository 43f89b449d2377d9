/** A song for the stage: blocks of rows, made of the service's JSON (`docs/json.md`). */

import { pretty } from "../editor/music";

/** A piece of a line: words, and what stands above their beginning. */
export interface Piece {
  text: string;
  chord?: string;
  /** A remark above the words, in place of a chord. */
  annotation?: string;
}

/** One row. `line` is its line in the source, from 1; `bars` how long it lasts; 0 for what is not sung or played. */
export type Row = { line: number; bars: number } & (
  | { kind: "line"; pieces: Piece[] }
  | { kind: "comment"; text: string }
  | { kind: "mono"; text: string }
  | { kind: "recall"; text: string }
);

export interface Block {
  kind: "verse" | "chorus" | "other";
  label: string;
  rows: Row[];
  /** The rows of a recalled chorus, to be shown in place of its short form. */
  full?: Row[];
}

export interface StageSong {
  title: string;
  subtitle: string;
  /** Key as printed; empty where it is unknown. */
  key: string;
  /** Fret of the capo; empty without one. */
  capo: string;
  time: string;
  /** Beats a minute; 0 where it is unknown. */
  tempo: number;
  /** Seconds that the song states; 0 where it does not. */
  duration: number;
  direction: "ltr" | "rtl";
  blocks: Block[];
}

/* The JSON, as much of it as is shown. */

interface Segment {
  text: string;
  chord?: string;
  display?: string;
  annotation?: string;
}

interface Token {
  bar?: string;
  volta?: string;
  chord?: string;
  annotation?: string;
  strum?: string;
  cell?: Token[];
  repeat?: number;
  slash?: boolean;
  empty?: boolean;
}

interface Element {
  type: string;
  line: number;
  name?: string;
  label?: string;
  text?: string;
  body?: Element[];
  segments?: Segment[];
  margin?: Segment[];
  comment?: Segment[];
  tokens?: Token[];
  chorus?: Element;
  implied?: boolean;
}

/** A song of the service's JSON. */
export interface JsonSong {
  title?: string;
  subtitles?: string[];
  metadata?: Record<string, string[]>;
  key?: { printed: string };
  body?: Element[];
}

/** The song for the stage. */
export function stageSong(json: JsonSong): StageSong {
  const meta = (name: string) => json.metadata?.[name]?.at(-1) ?? "";
  const time = meta("time");
  const tempo = Number.parseFloat(meta("tempo")) || 0;
  const blocks = blocksOf(json.body ?? [], barsOfLine(time, tempo));
  return {
    title: json.title ?? "", subtitle: json.subtitles?.[0] ?? meta("artist"), key: json.key?.printed ?? "", capo: meta("capo"), time, tempo,
    duration: secondsOf(meta("duration")), direction: directionOf(blocks), blocks,
  };
}

/** `3:24` or `204` in seconds; 0 for what is neither. */
export function secondsOf(duration: string): number {
  const parts = duration.split(":").map(Number);
  if (duration === "" || parts.some((part) => Number.isNaN(part))) return 0;
  return parts.reduce((total, part) => total * 60 + part, 0);
}

/**
 * Bars of a line of lyrics, which no song states. In short bars, and in fast ones, a line of verse is mostly four bars long;
 * in slow common time it is two.
 */
export function barsOfLine(time: string, tempo: number): number {
  const beats = Number.parseInt(time, 10) || 4;
  return beats === 4 && tempo < 100 ? 2 : 4;
}

/** Right to left where more letters of such scripts stand in the words than others. */
function directionOf(blocks: readonly Block[]): "ltr" | "rtl" {
  const words = blocks.flatMap((block) => block.rows).map((row) => (row.kind === "line" ? row.pieces.map((piece) => piece.text).join("") : "")).join("");
  const rightToLeft = words.match(/[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}]/gu)?.length ?? 0;
  const letters = words.match(/\p{L}/gu)?.length ?? 0;
  return rightToLeft * 2 > letters ? "rtl" : "ltr";
}

function blocksOf(body: readonly Element[], lineBars: number): Block[] {
  const blocks: Block[] = [];
  let loose: Block | null = null;
  for (const element of body) {
    if (element.type === "section") {
      blocks.push(...sectionBlocks(element, lineBars));
      loose = null;
    } else if (element.type === "recall") {
      blocks.push(recallBlock(element, lineBars));
      loose = null;
    } else {
      const row = rowOf(element, lineBars);
      if (!row) continue;
      if (!loose) {
        loose = { kind: "other", label: "", rows: [] };
        blocks.push(loose);
      }
      loose.rows.push(row);
    }
  }
  return blocks.filter((block) => block.rows.length > 0);
}

/** A section; one that the song does not mark is divided at its blank lines. */
function sectionBlocks(section: Element, lineBars: number): Block[] {
  const kind = section.name === "chorus" ? "chorus" : section.name === "verse" ? "verse" : "other";
  const parts: Row[][] = [[]];
  for (const element of section.body ?? []) {
    if (element.type === "blank" && section.implied) parts.push([]);
    if (element.type === "recall") parts.at(-1)?.push(...recallBlock(element, lineBars).rows);
    const row = rowOf(element, lineBars);
    if (row) parts.at(-1)?.push(row);
  }
  return parts.map((rows, index) => ({ kind, label: index === 0 ? labelOf(section) : "", rows }));
}

function labelOf(section: Element): string {
  if (section.label) return section.label;
  return section.name === "chorus" ? "Chorus" : section.name === "bridge" ? "Bridge" : "";
}

function recallBlock(recall: Element, lineBars: number): Block {
  const full = (recall.chorus?.body ?? []).flatMap((element) => rowOf(element, lineBars) ?? []);
  const label = recall.label ?? (recall.chorus ? labelOf(recall.chorus) : "Chorus");
  const first = full.find((row) => row.kind === "line");
  const words = first?.kind === "line" ? first.pieces.map((piece) => piece.text).join("").trim() : "";
  const bars = full.reduce((sum, row) => sum + row.bars, 0);
  const short: Row = { kind: "recall", line: recall.line, bars, text: words === "" ? "Chorus" : `${words} …` };
  // The rows of the recall are where the recall stands, not where the chorus was written.
  return { kind: "chorus", label, rows: [short], full: full.map((row) => ({ ...row, line: recall.line })) };
}

function rowOf(element: Element, lineBars: number): Row | null {
  const { line } = element;
  switch (element.type) {
    case "line": {
      const pieces = (element.segments ?? []).map(pieceOf).filter((piece) => piece.text !== "" || piece.chord !== undefined || piece.annotation !== undefined);
      return pieces.length === 0 ? null : { kind: "line", line, bars: lineBars, pieces };
    }
    case "comment":
      return { kind: "comment", line, bars: 0, text: textOf(element.segments) };
    case "tab":
      return { kind: "mono", line, bars: 0, text: element.text ?? "" };
    case "grid":
    case "strum":
      return { kind: "mono", line, bars: element.type === "grid" ? barsIn(element.tokens ?? []) : 0, text: gridText(element) };
    default:
      return null;
  }
}

function pieceOf({ text, chord, display, annotation }: Segment): Piece {
  const piece: Piece = { text };
  if (chord !== undefined) piece.chord = prettyChord(display ?? chord);
  if (annotation !== undefined) piece.annotation = annotation;
  return piece;
}

/** A chord with the signs of printed music: F♯m, B♭7. */
export function prettyChord(chord: string): string {
  return chord.startsWith("(") ? `(${pretty(chord.slice(1))}` : pretty(chord);
}

function textOf(segments: readonly Segment[] = []): string {
  return segments.map((segment) => segment.text).join("");
}

function barsIn(tokens: readonly Token[]): number {
  return Math.max(0, tokens.filter((token) => token.bar !== undefined).length - 1);
}

/** Cells in columns of equal width, so that bars of several rows stand below each other. */
function gridText(element: Element): string {
  const cells = (element.tokens ?? []).map(tokenText);
  const margin = textOf(element.margin);
  const row = cells.map((cell, index) => (element.tokens?.[index]?.bar === undefined ? cell.padEnd(4) : `${cell} `)).join("");
  const comment = (element.comment ?? []).map((segment) => `${segment.chord ? `${prettyChord(segment.chord)} ` : ""}${segment.text}`).join("").trim();
  return [margin.padEnd(margin === "" ? 0 : 3), row.trimEnd(), comment === "" ? "" : `  ${comment}`].join("");
}

function tokenText(token: Token): string {
  if (token.bar !== undefined) return token.bar + (token.volta ?? "");
  if (token.cell) return token.cell.map(tokenText).join("~");
  if (token.chord !== undefined) return prettyChord(token.chord);
  if (token.repeat !== undefined) return "%".repeat(token.repeat);
  if (token.slash) return "/";
  return token.annotation ?? token.strum?.replace(/^d.*$/, "↓").replace(/^u.*$/, "↑") ?? ".";
}
