import assert from "node:assert/strict";
import test from "node:test";
import { EditorState, Text, type TransactionSpec } from "@codemirror/state";
import type { EditorView } from "@codemirror/view";
import { applyFix, place, type Placed } from "../../src/editor/findings";
import { chordsIn, columnOfOffset, offsetOfColumn, readDirective, sectionAt } from "../../src/editor/lines";
import type { Finding } from "../../src/service/types";

function finding(over: Partial<Finding>): Finding {
  return { severity: "warning", code: "x", message: "m", song: 0, line: 1, column: 1, endLine: 1, endColumn: 2, fixes: [], ...over };
}

test("columns count Unicode characters, offsets UTF-16 units", () => {
  assert.equal(offsetOfColumn("🎵🎵x", 3), 4);
  assert.equal(columnOfOffset("🎵🎵x", 4), 3);
  assert.equal(offsetOfColumn("ab", 99), 2);
});

test("findings have their place in the text; those of other songs are left out", () => {
  const doc = Text.of(["🎵 [Gsuss]x", "  two"]);
  const placed = place(doc, [finding({ column: 4, endColumn: 9 }), finding({ line: 2, column: null, endLine: null, endColumn: null }), finding({ song: 1 }), finding({ line: 99 })], 0);
  // A line that is no longer there is taken for the last one.
  assert.deepEqual(placed.map(({ from, to }) => [from, to]), [[4, 9], [12, 12], [14, 17]]);
});

function fixed(text: string, now: Placed, fixText: Finding["fixes"][number]): string {
  const holder = {
    state: EditorState.create({ doc: text }),
    dispatch(spec: TransactionSpec) {
      holder.state = holder.state.update(spec).state;
    },
  };
  applyFix(holder as unknown as EditorView, now, fixText);
  return holder.state.doc.toString();
}

test("a fix goes where its finding has moved to", () => {
  const fix = { title: "Change", edits: [{ line: 1, column: 4, endLine: 1, endColumn: 9, text: "Gsus4" }] };
  const one = finding({ column: 4, endColumn: 9, fixes: [fix] });
  assert.equal(fixed("be[Gsuss]x", { from: 3, to: 8, finding: one }, fix), "be[Gsus4]x");
  // A line was put in above, and two letters before.
  assert.equal(fixed("new\nabbe[Gsuss]x", { from: 9, to: 14, finding: one }, fix), "new\nabbe[Gsus4]x");
});

test("a fix may add lines behind the last one", () => {
  const fix = { title: "Close", edits: [{ line: 3, column: 1, endLine: 3, endColumn: 1, text: "\n{end_of_chorus}" }] };
  assert.equal(fixed("{soc}\nx", { from: 0, to: 5, finding: finding({}) }, fix), "{soc}\nx\n{end_of_chorus}");
});

test("directives, chords and sections of lines", () => {
  assert.deepEqual(readDirective("{title: A song}"), { name: "title", nameFrom: 1, nameTo: 6, valueFrom: 8, valueTo: 14, value: "A song" });
  assert.equal(readDirective("no directive"), null);
  assert.deepEqual(chordsIn("a[G]b[Am]", 10).map((one) => [one.from, one.to, one.name]), [[11, 14, "G"], [15, 19, "Am"]]);
  assert.deepEqual(chordsIn("# [G]"), []);
  const doc = Text.of(["{soc}", "x", "{eoc}", "y", "{start_of_tab}", "z"]);
  assert.deepEqual([1, 2, 3, 4, 5, 6].map((line) => sectionAt(doc, line)), ["chorus", "chorus", "chorus", null, "tab", "tab"]);
});
