import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { EditorState } from "@codemirror/state";
import { CompletionContext } from "@codemirror/autocomplete";
import { directives, kindOf, sectionOf, valuesOf } from "../../src/data/catalogue";
import { complete } from "../../src/editor/complete";
import { maybeSheet } from "../../src/editor/paste";

/** The engine's own table: rows `row("title", Some("t"), …`. Tests run in the folder `web`. */
function engineTable(): { name: string; short: string }[] {
  const source = readFileSync("../crates/song/src/directive_table.rs", "utf8");
  return [...source.matchAll(/^\s*row\("(\w+)", (?:Some\("(\w+)"\)|None)/gm)].map((match) => ({ name: match[1] ?? "", short: match[2] ?? "" }));
}

test("the catalogue has every directive of the engine, with its short name", () => {
  const table = engineTable();
  assert.ok(table.length > 20);
  for (const { name, short } of table) {
    const own = directives.find((one) => one.name === name);
    assert.ok(own, `{${name}} is missing in data/catalogue.json`);
    assert.equal(own.short, short, name);
  }
});

test("each directive is explained in a few words, once", () => {
  assert.equal(new Set(directives.map((one) => one.name)).size, directives.length);
  for (const { name, summary } of directives) assert.ok(summary.split(" ").length <= 7 && summary.length > 3, name);
});

test("kinds and sections of directives", () => {
  assert.equal(kindOf("title-de"), "metadata");
  assert.equal(kindOf("soc"), "section");
  assert.equal(kindOf("c"), "comment");
  assert.deepEqual(sectionOf("start_of_chorus"), { starts: true, section: "chorus" });
  assert.deepEqual(sectionOf("eot"), { starts: false, section: "tab" });
  assert.ok(valuesOf("g").includes("off"));
  assert.ok(valuesOf("chordcolour").includes("red"));
});

function offered(text: string): string[] {
  const at = text.indexOf("|");
  const state = EditorState.create({ doc: text.replace("|", "") });
  return complete(new CompletionContext(state, at, false))?.options.map((one) => one.label) ?? [];
}

test("completion offers what may come next", () => {
  assert.ok(offered("{|").includes("title"));
  assert.ok(offered("{start_of_|").includes("start_of_chorus"));
  assert.ok(offered("{key: |").includes("Ebm") || offered("{key: |").includes("Bb"));
  assert.ok(offered("{time: |").includes("3/4"));
  assert.ok(offered("{+|").includes("settings.columns"));
  assert.deepEqual(offered("just words |"), []);
  assert.deepEqual(offered("{start_of_tab}\n[|\n{end_of_tab}"), []);
});

test("chords of the song come before those of the key, those before all others", () => {
  const labels = offered("{key: G}\n[Bb9]x [|");
  assert.equal(labels[0], "Bb9");
  assert.ok(labels.indexOf("Am") < labels.indexOf("C#dim"));
});

test("a paste of one line or of ChordPro is no sheet", () => {
  assert.ok(maybeSheet("G  C\nAmazing grace"));
  assert.ok(!maybeSheet("Amazing grace"));
  assert.ok(!maybeSheet("{title: x}\n[G]y"));
});
