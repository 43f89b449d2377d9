/** A pasted sheet of another kind: it lands as it is, and is converted at once in an empty song, or offered to be. */
import { isolateHistory } from "@codemirror/commands";
import { ChangeSet, Transaction } from "@codemirror/state";
import type { EditorView } from "@codemirror/view";
import { signal } from "@preact/signals";
import { importText } from "../service/client";
import { announceBigChange, song, undo } from "../state";

export interface Offer {
  kind: "converted" | "offer";
  /** What it was read as, in people's words. */
  from: string;
  /** Edits left until the bar goes away. */
  edits: number;
  run: () => void;
}

export const offer = signal<Offer | null>(null);
const EDITS = 20;

const NAMES: Record<string, string> = {
  "chords-over-lyrics": "chords over lyrics", "ultimate-guitar": "a tab site's sheet", onsong: "OnSong", opensong: "OpenSong",
  openlyrics: "OpenLyrics", songselect: "SongSelect", propresenter: "ProPresenter", "planning-center": "Planning Center",
  "ireal-pro": "iReal Pro", musicxml: "MusicXML", songbook: "SongBook", chordii: "Chordii",
};

/** Whether a text may be a sheet of another kind: worth asking the service. */
export function maybeSheet(text: string): boolean {
  if (text.trim().split("\n").length < 2 && !/^irealb(ook)?:/i.test(text.trim())) return false;
  return !/^\s*\{\s*(title|t|start_of_\w+|so[cvb]|key|artist)\b/im.test(text);
}

/** Called before the editor takes the paste: what is there afterwards is looked at. */
export function pasted(view: EditorView, text: string): void {
  if (!maybeSheet(text)) return;
  const wasEmpty = view.state.doc.toString().trim() === "";
  const from = wasEmpty ? 0 : view.state.selection.main.from;
  const id = song.value.id;
  setTimeout(() => void look(view, id, from, text.replace(/\r\n?/g, "\n"), wasEmpty), 0);
}

async function look(view: EditorView, id: string, from: number, text: string, wasEmpty: boolean): Promise<void> {
  const to = Math.min(view.state.doc.length, from + text.length);
  const range = { from, to };
  const stop = follow(range);
  try {
    const sheet = await importText(text);
    if (!sheet || song.value.id !== id) return;
    const name = NAMES[sheet.from] ?? sheet.from;
    const convert = () => replaceRange(view, range, sheet.text);
    if (wasEmpty) {
      convert();
      offer.value = { kind: "converted", from: name, edits: EDITS, run: takeBack };
    } else {
      offer.value = {
        kind: "offer", from: name, edits: EDITS,
        run: () => {
          convert();
          offer.value = { kind: "converted", from: name, edits: EDITS, run: takeBack };
          stop();
        },
      };
    }
  } catch {
    // Without the service the paste stays as it is; the strip says that it is away.
  } finally {
    if (offer.value?.kind !== "offer") stop();
  }
}

function takeBack(): void {
  undo();
  offer.value = null;
}

function replaceRange(view: EditorView, range: { from: number; to: number }, text: string): void {
  announceBigChange("import");
  view.dispatch({
    changes: { from: range.from, to: range.to, insert: text },
    selection: { anchor: range.from },
    annotations: [isolateHistory.of("full"), Transaction.userEvent.of("input.import")],
    scrollIntoView: true,
  });
}

/* The pasted range is followed through what is typed meanwhile. */
const followedRanges = new Set<{ from: number; to: number }>();

function follow(range: { from: number; to: number }): () => void {
  followedRanges.add(range);
  return () => followedRanges.delete(range);
}

/** Called by the editor at each change of the text. */
export function followPaste(changes: ChangeSet): void {
  for (const range of followedRanges) {
    range.from = changes.mapPos(range.from, 1);
    range.to = Math.max(range.from, changes.mapPos(range.to, -1));
  }
  const now = offer.peek();
  if (now) offer.value = now.edits <= 1 ? null : { ...now, edits: now.edits - 1 };
}

/** Alt+Enter: what the bar offers. */
export function acceptOffer(_view: EditorView): boolean {
  const now = offer.peek();
  if (now?.kind !== "offer") return false;
  now.run();
  return true;
}

export function closeOffer(): void {
  offer.value = null;
  followedRanges.clear();
}
