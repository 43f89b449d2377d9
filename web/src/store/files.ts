/** Files that are opened or dropped: what each of them is, and the songs in it. */

/** What a file is, by its content; its name counts only where the content does not tell. */
export type FileKind = "chordpro" | "sheet" | "archive" | "picture" | "unknown";

/** Files that the service's import reads although they are zip archives. */
const SHEET_ARCHIVES = /\.(mxl|archive|backup)$/i;
const PICTURES = /\.(png|jpe?g|gif|webp|svg)$/i;
const SONGS = /\.(cho|crd|chopro|chord|chordpro|pro|onsong|song|opensong|txt|text|usr|xml|musicxml|html?|tab)$/i;

/** A file with its bytes. */
export interface OpenedFile {
  name: string;
  bytes: Uint8Array<ArrayBuffer>;
}

/** What a file is. */
export function kindOf({ name, bytes }: OpenedFile): FileKind {
  if (startsWith(bytes, [0x50, 0x4b, 3, 4]) || startsWith(bytes, [0x50, 0x4b, 5, 6])) {
    return SHEET_ARCHIVES.test(name) ? "sheet" : "archive";
  }
  if (/\.zip$/i.test(name)) return "archive";
  if (isPicture(bytes) || (PICTURES.test(name) && !SONGS.test(name))) return isPicture(bytes) ? "picture" : "unknown";
  const text = decodeText(bytes);
  if (text === null) return "unknown";
  return isChordPro(text) ? "chordpro" : "sheet";
}

/** The text of a file: UTF-8, UTF-16 with a byte order mark, else windows-1252; `null` for what is no text. */
export function decodeText(bytes: Uint8Array): string | null {
  const text = decoded(bytes).replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n");
  // Control characters other than tab, line feed, form feed and escape do not stand in texts.
  return /[\0-\x08\x0e-\x1a\x1c-\x1f]/.test(text) ? null : text;
}

/** Tells whether a text is ChordPro already: a directive at the beginning of a line that ChordPro knows, or chords in brackets. */
export function isChordPro(text: string): boolean {
  const directive = /^\s*\{\s*(?:t|title|st|subtitle|artist|key|capo|c|comment|so[cvbtg]|start_of_\w+|define|ns|new_song)\s*[:}\s]/im;
  if (directive.test(text)) return true;
  const inWords = text.match(/\[[A-G][#b♯♭]?(?:m|maj|min|dim|aug|sus|add)?\d*(?:\/[A-G][#b♯♭]?)?\]\p{L}/gu);
  return (inWords?.length ?? 0) >= 2 && !/^\s*\[(?:verse|chorus|intro|bridge|outro)/im.test(text);
}

function decoded(bytes: Uint8Array): string {
  if (startsWith(bytes, [0xff, 0xfe])) return new TextDecoder("utf-16le").decode(bytes);
  if (startsWith(bytes, [0xfe, 0xff])) return new TextDecoder("utf-16be").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

function isPicture(bytes: Uint8Array): boolean {
  if (startsWith(bytes, [0x89, 0x50, 0x4e, 0x47]) || startsWith(bytes, [0xff, 0xd8, 0xff])) return true;
  const head = new TextDecoder("latin1").decode(bytes.subarray(0, 512));
  return /^GIF8[79]a/.test(head) || /^RIFF....WEBP/s.test(head) || /^\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)?(<!DOCTYPE svg[^>]*>\s*)?<svg[\s>]/s.test(head);
}

function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, index) => bytes[index] === byte);
}
