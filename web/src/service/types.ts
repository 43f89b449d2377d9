/**
 * What travels between the studio and the service. Lines and columns count from 1, columns in Unicode characters; an end is
 * behind the last character.
 */

/** Options of `/convert`. */
export type Options = Record<string, unknown>;

/** A song of a request. `transpose` and `capo` beat the options of the same name. */
export interface RequestSong {
  content: string;
  name?: string;
  transpose?: string | number;
  capo?: number;
}

/** Body of `/convert`, `/lint`, `/preview`. `files`: names to contents in base64. */
export interface ConvertBody {
  songs: RequestSong[];
  options: Options;
  files?: Record<string, string>;
  output_format?: string;
}

export type ViewName = "html" | "text" | "cho" | "json";

export interface PreviewBody extends ConvertBody {
  preview: { known: string[]; pages?: [number, number]; views?: ViewName[] };
}

/** A page of the answer. Sizes in points. `svg` is left out where the client holds the page, or where it is outside the window. */
export interface AnswerPage {
  number: number;
  label: string;
  hash: string;
  changed: boolean;
  songs: number[];
  width: number;
  height: number;
  svg?: string;
}

export interface CapoAdvice {
  capo: number;
  key: string;
  chords: string[];
  /** From 0 (easy) to 1. */
  effort: number;
}

export interface SongKey {
  stated: string | null;
  detected: string | null;
  confidence: number;
  printed: string | null;
  sounds: string | null;
}

export interface SongChord {
  name: string;
  printed: string;
  count: number;
  known: boolean;
  degree: number | string | null;
}

export interface AnswerSong {
  index: number;
  title: string | null;
  subtitle: string | null;
  /** First and last page, or null where it has none. */
  pages: [number, number] | null;
  line: number;
  key: SongKey;
  capo: { stated: number | null; advice: CapoAdvice[] };
  chords: SongChord[];
  palette: string[];
  seconds: number | null;
  problem: Problem | null;
}

export interface TextEdit {
  line: number;
  column: number;
  endLine: number;
  endColumn: number;
  text: string;
}

export interface Fix {
  title: string;
  edits: TextEdit[];
}

export type Severity = "error" | "warning" | "hint";

export interface Finding {
  severity: Severity;
  code: string;
  message: string;
  hint?: string | null;
  song: number;
  line: number | null;
  column: number | null;
  endLine: number | null;
  endColumn: number | null;
  fixes: Fix[];
}

export interface PreviewAnswer {
  version: number;
  pages: AnswerPage[];
  songs: AnswerSong[];
  findings: Finding[];
  counts: Record<Severity, number>;
  views: Partial<Record<ViewName, string>>;
  /** Milliseconds. */
  timings: { read: number; layout: number; paint: number; total: number };
}

/** An answer that is an error (RFC 9457). */
export interface Problem {
  type?: string;
  title?: string;
  status?: number;
  detail?: string;
  code?: string;
  field?: string;
  line?: number;
  column?: number;
  suggestion?: string;
  request_id?: string;
  [more: string]: unknown;
}

export type PresetGroup = "instrument" | "style" | "notation" | "page";

export interface Preset {
  name: string;
  label: string;
  group: PresetGroup;
  text: string;
  picture: string | null;
  config: Record<string, unknown>;
  order: number;
}

/** One option as `GET /options` describes it. */
export interface OptionDescription {
  type: string;
  description: string;
  label?: string;
  group?: string;
  order?: number;
  examples?: unknown[];
  values?: ({ value: unknown; label: string } | string)[];
  minimum?: number;
  maximum?: number;
  min?: number;
  max?: number;
  step?: number;
  config?: unknown;
}
