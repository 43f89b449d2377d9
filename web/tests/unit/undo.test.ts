import assert from "node:assert/strict";
import test from "node:test";
import * as state from "../../src/state";

function fakeEditor(): { undone: number; redone: number } {
  const seen = { undone: 0, redone: 0 };
  state.editor.current = {
    undo: () => (seen.undone += 1) > 0, redo: () => (seen.redone += 1) > 0,
    replace: () => undefined, insert: () => undefined, goTo: () => undefined, focus: () => undefined, show: () => undefined, cursor: () => 3, scroll: () => 7,
  };
  return seen;
}

test("undo takes the newest of text and other steps, and says what", async () => {
  const seen = fakeEditor();
  let key = 0;
  state.textStep();
  key = 1;
  state.step("key A", () => (key = 0), () => (key = 1));
  state.textStep();
  assert.ok(state.undo());
  assert.deepEqual([seen.undone, key], [1, 1]);
  assert.ok(state.undo());
  assert.equal(key, 0);
  await Promise.resolve();
  assert.equal(state.said.value, "Undone: key A");
  assert.ok(state.redo());
  assert.equal(key, 1);
  assert.ok(state.undo() && state.undo());
  assert.equal(seen.undone, 2);
  assert.equal(state.undo(), false);
  assert.equal(state.canUndo.value, false);
  assert.equal(state.canRedo.value, true);
});

test("a new step ends what could be done again", () => {
  fakeEditor();
  state.step("a", () => undefined, () => undefined);
  state.undo();
  state.step("b", () => undefined, () => undefined);
  assert.equal(state.canRedo.value, false);
  state.undo();
});

test("steps of another song wait until it is open", () => {
  fakeEditor();
  const first = state.newSong("one");
  const second = state.newSong("two");
  state.openSong(first);
  state.textStep();
  state.openSong(second);
  assert.equal(state.canUndo.value, false);
  state.openSong(first);
  assert.equal(state.canUndo.value, true);
});

test("closing a song keeps its text, cursor and scroll", () => {
  fakeEditor();
  const one = state.newSong("old");
  state.openSong(one);
  state.content.value = "new";
  state.closeSong();
  assert.deepEqual([state.song.value.content, state.song.value.cursor, state.song.value.scroll], ["new", 3, 7]);
});

test("titles are found in either form", () => {
  assert.equal(state.titleOf("# x\n{t: A song }\n{title: B}"), "A song");
  assert.equal(state.titleOf("{subtitle: x}"), "");
  assert.equal(state.titleOf("  { title : Late }"), "Late");
});
