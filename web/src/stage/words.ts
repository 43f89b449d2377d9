/** A line of lyrics in words, so that it wraps between them and chords stay above their letters. */
import type { Piece } from "./song";

/** A part of a word that has at most one chord, at its beginning. */
export interface WordPart {
  text: string;
  chord?: string;
  isAnnotation?: boolean;
  /** Room that the chord takes, in letter sizes, where the words below it are too short for it. */
  room?: number;
}

/** Parts that are not to be divided. */
export type Word = WordPart[];

/** Width of a chord's letters in sizes of the words' letters: bold, at 0.82 of the size. */
const CHORD_LETTER = 0.5;
/** Average width of a letter of the words. */
const LETTER = 0.48;
const CHORD_GAP = 0.35;

/** The words of a line. Spaces between them are not part of them. */
export function wordsOf(pieces: readonly Piece[]): Word[] {
  const words: Word[] = [[]];
  for (const piece of pieces) {
    const above = piece.chord ?? piece.annotation;
    const parts = piece.text.split(/(\s+)/);
    parts.forEach((part, index) => {
      if (/^\s+$/.test(part)) {
        words.push([]);
        return;
      }
      if (part === "" && !(index === 0 && above !== undefined)) return;
      const fragment: WordPart = { text: part };
      if (index === 0 && above !== undefined) Object.assign(fragment, chordOf(piece, above));
      words.at(-1)?.push(fragment);
    });
  }
  return words.filter((word) => word.length > 0);
}

/** The chord of a fragment, and the room that it needs. */
function chordOf(piece: Piece, above: string): Partial<WordPart> {
  const chord: Partial<WordPart> = { chord: above };
  if (piece.annotation !== undefined) chord.isAnnotation = true;
  const needed = [...above].length * CHORD_LETTER + CHORD_GAP;
  if ([...piece.text.trimEnd()].length * LETTER < needed) chord.room = needed;
  return chord;
}

/** Tells whether a line has chords and no words. */
export function isChordsOnly(pieces: readonly Piece[]): boolean {
  return pieces.some((piece) => piece.chord !== undefined) && pieces.every((piece) => piece.text.trim() === "");
}
