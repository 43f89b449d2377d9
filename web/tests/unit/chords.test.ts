import assert from "node:assert/strict";
import test from "node:test";
import { EditorState, type TransactionSpec } from "@codemirror/state";
import type { EditorView } from "@codemirror/view";
import { moveChord, putChord, transposeChanges, transposeHere, writtenKey } from "../../src/editor/chords";

/** A view as far as these commands need one; `|` is the cursor. */
function viewOf(text: string): { view: EditorView; text: () => string } {
  const at = text.indexOf("|");
  const holder = {
    state: EditorState.create({ doc: text.replace("|", ""), selection: { anchor: at } }),
    dispatch(spec: TransactionSpec) {
      holder.state = holder.state.update(spec).state;
    },
  };
  const shown = () => {
    const doc = holder.state.doc.toString();
    const head = holder.state.selection.main.head;
    return `${doc.slice(0, head)}|${doc.slice(head)}`;
  };
  return { view: holder as unknown as EditorView, text: shown };
}

test("a chord moves by a letter, and its brackets keep the cursor", () => {
  const { view, text } = viewOf("A[G|]mazing grace");
  assert.ok(moveChord(view, 1));
  assert.equal(text(), "Am[G|]azing grace");
  assert.ok(moveChord(view, -1));
  assert.ok(moveChord(view, -1));
  assert.equal(text(), "[G|]Amazing grace");
});

test("a chord moves by a word with Shift", () => {
  const { view, text } = viewOf("A[G|]mazing grace how");
  moveChord(view, 1, true);
  assert.equal(text(), "Amazing [G|]grace how");
  moveChord(view, 1, true);
  assert.equal(text(), "Amazing grace [G|]how");
  moveChord(view, -1, true);
  assert.equal(text(), "Amazing [G|]grace how");
});

test("it hops over other chords, and over a letter of two UTF-16 units", () => {
  const { view, text } = viewOf("[G|][C]x");
  moveChord(view, 1);
  assert.equal(text(), "[C]x[G|]");
  const emoji = viewOf("[G|]🎵x");
  moveChord(emoji.view, 1);
  assert.equal(emoji.text(), "🎵[G|]x");
});

test("outside a chord the keys are the editor's own; at the end the chord stays", () => {
  assert.equal(moveChord(viewOf("A|[G]mazing").view, 1), false);
  const { view, text } = viewOf("word[G|]");
  assert.ok(moveChord(view, 1));
  assert.equal(text(), "word[G|]");
});

test("in a tab there are no chords", () => {
  assert.equal(moveChord(viewOf("{start_of_tab}\ne|[3]-\n{end_of_tab}".replace("e|[3]", "e[3|]")).view, 1), false);
});

test("a chord is put in at the cursor, or takes the place of the one at the cursor", () => {
  const put = viewOf("Amaz|ing");
  putChord(put.view, "G");
  assert.equal(put.text(), "Amaz[G]|ing");
  const replaced = viewOf("A[G|7]mazing");
  putChord(replaced.view, "Am");
  assert.equal(replaced.text(), "A[Am|]mazing");
});

function transposed(text: string, semitones: number, spelling: "key" | "sharps" | "flats" = "key"): string {
  const state = EditorState.create({ doc: text });
  const changes = transposeChanges(state, 0, state.doc.length, semitones, spelling);
  return changes ? state.update({ changes }).state.doc.toString() : text;
}

test("the whole text moves: chords, key, grids; not tabs, words, annotations, definitions", () => {
  const text = "{key: G}\n{define: G frets 3 2 0 0 0 3}\nA[G]men [*softly] [D/F#]x\n{start_of_grid}\n| G . | C~D . | Amen\n{end_of_grid}\n{start_of_tab}\nE--[G]--\n{end_of_tab}\n";
  assert.equal(transposed(text, 2), "{key: A}\n{define: G frets 3 2 0 0 0 3}\nA[A]men [*softly] [E/G#]x\n{start_of_grid}\n| A . | D~E . | Amen\n{end_of_grid}\n{start_of_tab}\nE--[G]--\n{end_of_tab}\n");
});

test("chords are spelled by the key that comes out, or as asked", () => {
  assert.equal(transposed("{key: C}\n[C] [D#]", 1), "{key: Db}\n[Db] [E]");
  assert.equal(transposed("[C]", 1, "sharps"), "[C#]");
  assert.equal(transposed("[C]", 1, "flats"), "[Db]");
  assert.equal(transposed("no chords here", 1), "no chords here");
});

test("Alt , and . move the chord at the cursor alone", () => {
  const { view, text } = viewOf("[G|]a [C]b");
  assert.ok(transposeHere(view, -1));
  assert.match(text(), /^\[(F#|Gb)\|?\]a \[C\]b|^\[\|?(F#|Gb)\|?\]a \[C\]b/);
  assert.equal(transposeHere(viewOf("a| [C]b").view, 1), false);
});

test("the written key is the first {key}", () => {
  assert.equal(writtenKey(EditorState.create({ doc: "{title: x}\n{key: Em}\n{key: G}" })), "Em");
  assert.equal(writtenKey(EditorState.create({ doc: "[G]x" })), null);
});
