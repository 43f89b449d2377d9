/**
 * Reads the plainest of ChordPro, for the stage while the service is away: sections, chords, comments, recalled choruses.
 * Everything else of the language needs the service.
 */
import { parseKey, transposeChord, transposeKey, usesFlats } from "../editor/music";
import type { JsonSong } from "./song";

type Element = NonNullable<JsonSong["body"]>[number];

const SHORT: Record<string, string> = { soc: "start_of_chorus", sov: "start_of_verse", sob: "start_of_bridge", sot: "start_of_tab", sog: "start_of_grid", c: "comment", ci: "comment", cb: "comment", comment_italic: "comment", comment_box: "comment", t: "title", st: "subtitle" };
const META = new Set(["title", "subtitle", "artist", "key", "capo", "time", "tempo", "duration"]);

/** The song in the form that the service's JSON has, its chords moved by so many semitones. */
export function readLocally(content: string, semitones: number): JsonSong {
  const metadata: Record<string, string[]> = {};
  const body: Element[] = [];
  let section: Element | null = null;
  let chorus: Element | undefined;
  const key = () => parseKey(transposeKey(metadata.key?.[0] ?? "C", semitones));
  content.split("\n").forEach((text, index) => {
    const line = index + 1;
    if (/^\s*#/.test(text)) return;
    const directive = /^\s*\{\s*([\w-]+)\s*:?\s*(.*?)\s*\}\s*$/.exec(text);
    if (directive) {
      const [, name = "", value = ""] = directive;
      const full = SHORT[name.toLowerCase()] ?? name.toLowerCase();
      if (META.has(full)) metadata[full] = [value];
      else if (full === "comment") (section?.body ?? body).push({ type: "comment", line, segments: [{ text: value }] });
      else if (full === "chorus") body.push({ type: "recall", line, ...(value ? { label: value } : {}), ...(chorus ? { chorus } : {}) });
      else if (full.startsWith("start_of_")) {
        section = { type: "section", line, name: full.slice(9), ...(value ? { label: value.replace(/.*label="([^"]*)".*/, "$1") } : {}), body: [] };
        if (section.name === "chorus") chorus = section;
        body.push(section);
      } else if (/^(end_of_|eo[cvbtg]$)/.test(full)) section = null;
      return;
    }
    const now = key();
    if (section?.name === "tab" || section?.name === "grid") section.body?.push({ type: "tab", line, text });
    else if (text.trim() === "") {
      if (section?.implied) section = null;
    } else {
      if (!section) body.push((section = { type: "section", line, name: "verse", implied: true, body: [] }));
      section.body?.push({ type: "line", line, segments: segmentsOf(text, semitones, now ? usesFlats(now.pitch, now.minor) : false) });
    }
  });
  const song: JsonSong = { metadata, body };
  if (metadata.title?.[0]) song.title = metadata.title[0];
  if (metadata.subtitle) song.subtitles = metadata.subtitle;
  if (metadata.key?.[0]) song.key = { printed: transposeKey(metadata.key[0], semitones) };
  return song;
}

function segmentsOf(text: string, semitones: number, flats: boolean): NonNullable<Element["segments"]> {
  const parts = text.split(/\[([^\]]*)\]/);
  const segments: NonNullable<Element["segments"]> = parts[0] ? [{ text: parts[0] }] : [];
  for (let index = 1; index < parts.length; index += 2) {
    const inside = parts[index] ?? "";
    const words = parts[index + 1] ?? "";
    if (inside.startsWith("*")) segments.push({ text: words, annotation: inside.slice(1) });
    else segments.push({ text: words, chord: transposeChord(inside, semitones, flats) });
  }
  return segments;
}
