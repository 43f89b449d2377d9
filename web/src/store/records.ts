/** What the browser keeps: the records of the stores in IndexedDB. */

/** Options of `POST /convert`, as the service names them. */
export type Options = Record<string, unknown>;

/** A song book: its songs in order, and what its document gets. */
export interface BookRecord {
  id: string;
  title: string;
  subtitle: string;
  /** Ids of its songs, in order. */
  songs: string[];
  cover: boolean;
  contents: boolean;
  /** Each song begins a new page. */
  newPage: boolean;
  /** Options of the whole book; the settings of the studio apply where they are silent. */
  options: Options;
  /** Milliseconds since 1970. */
  updated: number;
}

/** How one song is shown on stage. */
export interface StageSettings {
  /** Letter size in pixels; computed where absent. */
  size?: number;
  /** Columns; computed where absent. */
  columns?: 1 | 2;
  /** Factor on the speed of scrolling, 1 where absent. */
  speed?: number;
}

/** A song: its text, and what the studio remembers of it. */
export interface SongRecord {
  id: string;
  /** Id of its book. */
  book: string;
  content: string;
  /** Name of the file it came from. */
  name?: string;
  /** `songs[].transpose` of the service: `"2k"` is two semitones up, spelled by key. */
  key?: string;
  /** Fret of the capo. */
  capo?: number;
  options?: Options;
  /** Names of its files in the store `files`. */
  files: string[];
  /** Offset of the cursor in the text, in UTF-16 units. */
  cursor: number;
  /** Scroll offset of the editor in pixels. */
  scroll: number;
  stage: StageSettings;
  /** Milliseconds since 1970. */
  updated: number;
  /** When it was deleted; kept for 30 days from then. */
  deleted?: number;
}

/** A picture of a song. */
export interface FileRecord {
  song: string;
  name: string;
  type: string;
  blob: Blob;
}

/** Why an earlier text of a song was kept. */
export type HistoryReason = "edit" | "paste" | "import" | "delete";

/** An earlier text of a song. */
export interface HistoryRecord {
  song: string;
  at: number;
  why: HistoryReason;
  content: string;
}

/** The title that a song states, or the words for one without. */
export function titleOf(content: string): string {
  return statedIn(content, /^\s*\{\s*(?:title|t)\s*[:\s]\s*(.*?)\s*\}/m) || "New song";
}

/** The subtitle that a song states, else its artist or composer; empty where there is none. */
export function subtitleOf(content: string): string {
  return (
    statedIn(content, /^\s*\{\s*(?:subtitle|st)\s*[:\s]\s*(.*?)\s*\}/m) ||
    statedIn(content, /^\s*\{\s*(?:artist|composer)\s*[:\s]\s*(.*?)\s*\}/m)
  );
}

/** The key that a song states first; empty where there is none. */
export function statedKeyOf(content: string): string {
  return statedIn(content, /^\s*\{\s*key\s*[:\s]\s*(.*?)\s*\}/m);
}

function statedIn(content: string, directive: RegExp): string {
  return directive.exec(content)?.[1] ?? "";
}
