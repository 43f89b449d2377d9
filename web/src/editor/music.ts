/**
 * As much of music as the text needs while it is typed: notes, transposing of chord names, the chords of a key. The service
 * knows more; what it says comes first where it has answered.
 */

const NATURAL: Record<string, number> = { C: 0, D: 2, E: 4, F: 5, G: 7, A: 9, B: 11 };
const SHARPS = ["C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"];
const FLATS = ["C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B"];
/** By pitch: whether a major key there is written with flats. */
const FLAT_MAJOR = new Set([5, 10, 3, 8, 1]);

export type Spelling = "sharps" | "flats" | "key";

const CHORD = /^([A-G])([#b♯♭]?)(.*)$/;
const QUALITY = /^(?:maj|min|dim|aug|sus|add|alt|omit|no|M|m|-|\+|°|o|h|ø|Δ|\^|[0-9]|[#b♯♭][0-9]+|[(),/*']|[A-G][#b♯♭]?(?=$|[)/]))*$/;

function pitchOf(letter: string, accidental: string): number {
  const shift = /[#♯]/.test(accidental) ? 1 : /[b♭]/.test(accidental) ? -1 : 0;
  return ((NATURAL[letter] ?? 0) + shift + 12) % 12;
}

/** Pitch 0 (C) to 11 of a key or note, and whether it is minor; null where it is none. */
export function parseKey(key: string): { pitch: number; minor: boolean; letter: string } | null {
  const match = /^([A-G])([#b♯♭]?)\s*(m(?!aj)|min|minor)?/.exec(key.trim());
  if (!match) return null;
  return { pitch: pitchOf(match[1] ?? "", match[2] ?? ""), minor: match[3] !== undefined, letter: match[1] ?? "" };
}

/** Whether a key of this pitch is written with flats. */
export function usesFlats(pitch: number, minor: boolean): boolean {
  return FLAT_MAJOR.has(minor ? (pitch + 3) % 12 : pitch);
}

export function noteName(pitch: number, flats: boolean): string {
  return (flats ? FLATS : SHARPS)[((pitch % 12) + 12) % 12] ?? "C";
}

/** A key that many semitones up, spelled as keys are. */
export function transposeKey(key: string, semitones: number): string {
  const parsed = parseKey(key);
  if (!parsed) return key;
  const pitch = (parsed.pitch + semitones + 120) % 12;
  return noteName(pitch, usesFlats(pitch, parsed.minor)) + (parsed.minor ? "m" : "");
}

export function looksLikeChord(text: string): boolean {
  const match = CHORD.exec(text);
  return match !== null && QUALITY.test(match[3] ?? "");
}

/** A chord that many semitones up. What is not a chord (annotations, N.C.) stays. */
export function transposeChord(chord: string, semitones: number, flats: boolean): string {
  if (chord.startsWith("*") || !CHORD.test(chord) || !looksLikeChord(chord)) return chord;
  const moved = (letter: string, accidental: string) => noteName(pitchOf(letter, accidental) + semitones + 120, flats);
  return chord
    .replace(/^([A-G])([#b♯♭]?)/, (_, letter: string, accidental: string) => moved(letter, accidental))
    .replace(/\/([A-G])([#b♯♭]?)(?=$|[^a-z0-9])/, (_, letter: string, accidental: string) => `/${moved(letter, accidental)}`);
}

const MAJOR: [number, string][] = [[0, ""], [2, "m"], [4, "m"], [5, ""], [7, ""], [9, "m"], [11, "dim"]];
const MINOR: [number, string][] = [[0, "m"], [2, "dim"], [3, ""], [5, "m"], [7, "m"], [8, ""], [10, ""]];

/** The seven chords of a key, from its first degree. */
export function chordsOfKey(key: string): string[] {
  const parsed = parseKey(key);
  if (!parsed) return [];
  const flats = usesFlats(parsed.pitch, parsed.minor);
  return (parsed.minor ? MINOR : MAJOR).map(([step, kind]) => noteName(parsed.pitch + step, flats) + kind);
}

/** The twelve keys, major or minor, from C up. */
export function keys(minor: boolean): string[] {
  return SHARPS.map((_, pitch) => noteName(pitch, usesFlats(pitch, minor)) + (minor ? "m" : ""));
}

/** Semitones from one key to another, the shorter way (-5 to 6). */
export function semitonesBetween(from: string, to: string): number {
  const a = parseKey(from);
  const b = parseKey(to);
  if (!a || !b) return 0;
  const up = (b.pitch - a.pitch + 12) % 12;
  return up > 6 ? up - 12 : up;
}

/** "F♯dim": with the signs that people read. */
export function pretty(chord: string): string {
  return chord.replace(/(^|\/)([A-G])#/g, "$1$2♯").replace(/(^|\/)([A-G])b/g, "$1$2♭");
}
