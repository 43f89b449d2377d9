/** Edits of the text that the frame's controls ask for. */
import { isolateHistory } from "@codemirror/commands";
import { announceBigChange } from "../state";
import { moveChord, putChord, transposeChanges } from "./chords";
import { chordAt, isVerbatim, readDirective, sectionAt } from "./lines";
import { withEditor } from "./mount";
import type { Spelling } from "./music";

/** Writes `{key}` behind the title and subtitles. */
export function writeKey(key: string): void {
  withEditor((view) => {
    const { doc } = view.state;
    let after = 0;
    for (let number = 1; number <= Math.min(doc.lines, 50); number += 1) {
      const name = readDirective(doc.line(number).text)?.name ?? "";
      if (/^(title|t|subtitle|st|artist)$/.test(name)) after = doc.line(number).to;
    }
    const line = `{key: ${key}}`;
    view.dispatch({ changes: { from: after, insert: after === 0 ? `${line}\n` : `\n${line}` }, userEvent: "input.key", scrollIntoView: true });
    view.focus();
  });
}

/** Puts a section around the selected lines, or an empty one at the cursor. */
export function addSection(section: string, label: string): void {
  withEditor((view) => {
    const { doc, selection } = view.state;
    const first = doc.lineAt(selection.main.from);
    const last = doc.lineAt(selection.main.to);
    const head = `{start_of_${section}${label ? `: ${label}` : ""}}\n`;
    const foot = `\n{end_of_${section}}`;
    if (selection.main.empty && first.text.trim() !== "") {
      const insert = `\n\n${head}`;
      view.dispatch({ changes: { from: first.to, insert: `${insert}${foot}\n` }, selection: { anchor: first.to + insert.length }, userEvent: "input.section", scrollIntoView: true });
    } else {
      view.dispatch({
        changes: [{ from: first.from, insert: head }, { from: last.to, insert: selection.main.empty ? `${foot}\n` : foot }],
        selection: { anchor: last.to + head.length }, userEvent: "input.section", scrollIntoView: true,
      });
    }
    view.focus();
  });
}

export function insertChord(name: string): void {
  withEditor((view) => {
    putChord(view, name);
    view.focus();
  });
}

/** A pair of braces with the cursor between them. */
export function insertBraces(): void {
  withEditor((view) => {
    const { from, to } = view.state.selection.main;
    view.dispatch({ changes: { from, to, insert: "{}" }, selection: { anchor: from + 1 }, userEvent: "input.type" });
    view.focus();
  });
}

export function nudgeChord(way: -1 | 1): boolean {
  return withEditor((view) => {
    view.focus();
    return moveChord(view, way);
  }) ?? false;
}

/** Transposes the text of the selection, or all of it, as one undo step. */
export function transposeText(semitones: number, spelling: Spelling): boolean {
  return withEditor((view) => {
    const { main } = view.state.selection;
    const [from, to] = main.empty ? [0, view.state.doc.length] : [main.from, main.to];
    const changes = transposeChanges(view.state, from, to, semitones, spelling);
    if (!changes) return false;
    announceBigChange("edit");
    view.dispatch({ changes, annotations: isolateHistory.of("full"), userEvent: "input.transpose" });
    return true;
  }) ?? false;
}

export function hasSelection(): boolean {
  return withEditor((view) => !view.state.selection.main.empty) ?? false;
}

/** What of the palette suits the place of the cursor. */
export function placeOfCursor(): { verbatim: boolean; inChord: boolean } {
  return withEditor((view) => {
    const { head } = view.state.selection.main;
    return {
      verbatim: isVerbatim(sectionAt(view.state.doc, view.state.doc.lineAt(head).number)),
      inChord: chordAt(view.state.doc, head) !== null,
    };
  }) ?? { verbatim: false, inChord: false };
}
