/** Reading of single lines, and of the section that a line stands in. */
import type { Text } from "@codemirror/state";
import { sectionOf } from "../data/catalogue";

export interface DirectiveLine {
  name: string;
  /** Offsets in the line: of the name, and of the value behind the colon or blank (`valueFrom` is the end where there is none). */
  nameFrom: number;
  nameTo: number;
  valueFrom: number;
  valueTo: number;
  value: string;
}

const DIRECTIVE = /^(\s*\{\s*)([^\s:{}]+)(\s*[:\s]\s*)?([^}]*)(\}?)/;

export function readDirective(line: string): DirectiveLine | null {
  const match = DIRECTIVE.exec(line);
  if (!match) return null;
  const [, open = "", name = "", between = "", value = ""] = match;
  const nameFrom = open.length;
  const valueFrom = nameFrom + name.length + between.length;
  return { name, nameFrom, nameTo: nameFrom + name.length, valueFrom, valueTo: valueFrom + value.length, value: value.trim() };
}

/** How far upwards a section's start is looked for. */
const FAR = 3000;
/** Sections whose lines are not words with chords. */
const VERBATIM = new Set(["tab", "abc", "ly", "svg", "textblock"]);

/** The section that line `number` stands in (its first and last line included), or null. */
export function sectionAt(doc: Text, number: number): string | null {
  const own = directiveSection(doc.line(number).text);
  if (own) return own.section;
  for (let above = number - 1; above >= Math.max(1, number - FAR); above -= 1) {
    const found = directiveSection(doc.line(above).text);
    if (found) return found.starts ? found.section : null;
  }
  return null;
}

export function isVerbatim(section: string | null): boolean {
  return section !== null && VERBATIM.has(section);
}

function directiveSection(line: string): { starts: boolean; section: string } | null {
  if (!line.includes("{")) return null;
  const directive = readDirective(line);
  return directive ? sectionOf(directive.name) : null;
}

export interface ChordPlace {
  /** Offsets of the brackets in the document: of "[" and behind "]". */
  from: number;
  to: number;
  name: string;
}

/** All `[…]` of a line that starts at offset `start`. */
export function chordsIn(line: string, start = 0): ChordPlace[] {
  if (/^\s*[#{]/.test(line)) return [];
  return [...line.matchAll(/\[([^\][]*)\]/g)].map((match) => ({
    from: start + match.index, to: start + match.index + match[0].length, name: match[1] ?? "",
  }));
}

/** The chord whose brackets are on both sides of the offset. */
export function chordAt(doc: Text, offset: number): ChordPlace | null {
  const line = doc.lineAt(offset);
  const found = chordsIn(line.text, line.from).find((one) => one.from < offset && offset < one.to);
  return found && !isVerbatim(sectionAt(doc, line.number)) ? found : null;
}

/** UTF-16 offset in a line of a column that counts Unicode characters from 1. */
export function offsetOfColumn(line: string, column: number): number {
  let offset = 0;
  for (let left = column - 1; left > 0 && offset < line.length; left -= 1) {
    offset += (line.codePointAt(offset) ?? 0) > 0xffff ? 2 : 1;
  }
  return offset;
}

export function columnOfOffset(line: string, offset: number): number {
  let column = 1;
  for (let at = 0; at < offset && at < line.length; column += 1) at += (line.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
  return column;
}
