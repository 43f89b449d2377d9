/** What ChordPro has: directives, sections, values, settings; for completion, and for the colours of the text. */
import catalogue from "./catalogue.json";

export interface DirectiveEntry {
  name: string;
  /** Short name, or empty. */
  short: string;
  summary: string;
}

export const directives: DirectiveEntry[] = catalogue.directives.map(([name = "", short = "", summary = ""]) => ({ name, short, summary }));
export const sections: string[] = catalogue.sections;
export const settingsPaths: { path: string; summary: string }[] = catalogue.settings.map(([path = "", summary = ""]) => ({ path, summary }));
const values: Record<string, string[]> = catalogue.values;

const SHORT_SECTIONS: Record<string, string> = { v: "verse", c: "chorus", b: "bridge", t: "tab", g: "grid" };
const METADATA = new Set([
  "title", "t", "subtitle", "st", "artist", "composer", "lyricist", "arranger", "key", "capo", "time", "tempo", "duration", "album",
  "year", "copyright", "tag", "sorttitle", "sortartist", "meta",
]);
const COMMENTS = new Set(["comment", "c", "highlight", "comment_italic", "ci", "comment_box", "cb"]);

export type DirectiveKind = "metadata" | "section" | "comment" | "other";

export function kindOf(name: string): DirectiveKind {
  const bare = name.toLowerCase().replace(/-.*$/, "");
  if (METADATA.has(bare)) return "metadata";
  if (COMMENTS.has(bare)) return "comment";
  if (bare === "chorus" || /^(start|end)_of_\w+$/.test(bare) || /^[se]o[vcbtg]$/.test(bare)) return "section";
  return "other";
}

/** The section that a directive of this name begins or ends. */
export function sectionOf(name: string): { starts: boolean; section: string } | null {
  const long = /^(start|end)_of_(\w+)/.exec(name.toLowerCase());
  if (long) return { starts: long[1] === "start", section: long[2] ?? "" };
  const short = /^([se])o([vcbtg])$/.exec(name.toLowerCase());
  if (short) return { starts: short[1] === "s", section: SHORT_SECTIONS[short[2] ?? ""] ?? "" };
  return null;
}

/** What usually stands behind the colon of a directive. */
export function valuesOf(name: string): string[] {
  const bare = name.toLowerCase();
  if (/colou?r$/.test(bare)) return values["colour"] ?? [];
  return values[{ g: "diagrams", col: "columns" }[bare] ?? bare] ?? [];
}
