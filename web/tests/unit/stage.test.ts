import assert from "node:assert/strict";
import { test } from "node:test";
import { arrange, fit, MAX_SIZE, MIN_SIZE, REFERENCE, type MeasuredBlock } from "../../src/stage/fit";
import { barsOfLine, prettyChord, secondsOf, stageSong, type JsonSong } from "../../src/stage/song";
import { clock, rowAt, rowsOf, secondsOfSong, timeLine } from "../../src/stage/timing";

const line = (number: number, text: string, chord = "C") => ({ type: "line", line: number, segments: [{ text: "", chord }, { text }] });

const json: JsonSong = {
  title: "Swing Low", subtitles: ["Spiritual"], key: { printed: "F#m" }, metadata: { tempo: ["120"], time: ["4/4"] },
  body: [
    { type: "comment", line: 1, segments: [{ text: "Slowly" }] },
    { type: "section", line: 2, name: "chorus", label: "Refrain", body: [line(3, "Swing low"), line(4, "Coming for")] },
    { type: "section", line: 6, name: "verse", implied: true, body: [line(6, "one"), { type: "blank", line: 7 }, line(8, "two")] },
    { type: "recall", line: 9, chorus: { type: "section", line: 2, name: "chorus", label: "Refrain", body: [line(3, "Swing low"), line(4, "Coming for")] } },
    {
      type: "section", line: 10, name: "grid", body: [{
        type: "grid", line: 11, tokens: [{ bar: "|:" }, { chord: "F#7" }, { empty: true }, { bar: "|" }, { repeat: 1 }, { slash: true }, { bar: ":|" }],
      }],
    },
  ],
};

test("sections, recalls, comments and grids become blocks of rows", () => {
  const { blocks, title, subtitle, key } = stageSong(json);
  assert.deepEqual([title, subtitle, key], ["Swing Low", "Spiritual", "F#m"]);
  assert.deepEqual(blocks.map((block) => [block.kind, block.label, block.rows.length]), [
    ["other", "", 1], ["chorus", "Refrain", 2], ["verse", "", 1], ["verse", "", 1], ["chorus", "Refrain", 1], ["other", "", 1],
  ]);
  const recall = blocks[4];
  assert.equal(recall?.rows[0]?.kind === "recall" && recall.rows[0].text, "Swing low …");
  assert.deepEqual(recall?.full?.map((row) => row.line), [9, 9]);
  const grid = blocks[5]?.rows[0];
  assert.equal(grid?.kind === "mono" && grid.text, "|: F♯7 .   | %   /   :|");
  assert.equal(grid?.bars, 2);
});

test("a song of Hebrew words reads from right to left", () => {
  const song = (text: string) => stageSong({ body: [{ type: "section", line: 1, name: "verse", body: [line(1, text)] }] });
  assert.equal(song("הנה מה טוב ok").direction, "rtl");
  assert.equal(song("Amazing grace שלום").direction, "ltr");
});

test("chords are shown with the signs of music", () => {
  assert.deepEqual(["F#m7", "Bb/Eb", "(C#)", "Asus", "N.C."].map(prettyChord), ["F♯m7", "B♭/E♭", "(C♯)", "Asus", "N.C."]);
});

test("the length is what the song states, else bars by tempo, else lines", () => {
  const song = stageSong(json);
  assert.equal(barsOfLine("4/4", 120), 4);
  assert.equal(barsOfLine("4/4", 72), 2);
  assert.equal(barsOfLine("3/4", 72), 4);
  // 2 + 1 + 1 + 2 lines of 4 bars, and 2 bars of the grid, of 4 beats of half a second.
  assert.equal(secondsOfSong(song), (6 * 4 + 2) * 4 * 0.5);
  assert.equal(secondsOfSong({ ...song, duration: 200 }), 200);
  assert.equal(secondsOfSong({ ...song, tempo: 0 }), 12 * 6);
  assert.deepEqual(["3:24", "204", "1:00:00", "", "soon"].map(secondsOf), [204, 204, 3600, 0, 0]);
  assert.equal(clock(78.4), "1:18");
});

test("rows begin one after the other, and the song ends with the last", () => {
  const song = stageSong(json);
  const times = timeLine(song);
  assert.equal(times.starts.length, rowsOf(song.blocks).length);
  assert.equal(rowAt(times, 0), 1, "the comment has no length: the first line is played at once");
  assert.equal(rowAt(times, times.seconds + 5), times.starts.length - 1);
  for (let seconds = 0, before = 0; seconds < times.seconds; seconds += 0.5) {
    const now = rowAt(times, seconds);
    assert.ok(now >= before);
    before = now;
  }
});

const block = (rows: number, width: number, head = 20): MeasuredBlock => ({ head, rows: Array.from({ length: rows }, () => ({ width, height: 60 })) });
const hall = { width: 1200, height: 700, gap: 56 };

test("letters are as large as the widest line allows", () => {
  const short = fit([block(2, 300)], hall);
  assert.equal(short.size, MAX_SIZE);
  const long = fit([block(2, 1000)], hall);
  assert.ok(long.size > REFERENCE && long.size < MAX_SIZE);
  assert.ok((1000 * long.size) / REFERENCE <= hall.width);
});

test("two columns are taken where they save a screen", () => {
  const blocks = Array.from({ length: 4 }, () => block(4, 400));
  const best = fit(blocks, hall);
  assert.equal(best.columns, 2);
  assert.equal(best.screens.length, 1);
  assert.ok(fit(blocks, hall, { columns: 1 }).screens.length > 1);
});

test("a choice beats what is computed, within bounds", () => {
  assert.equal(fit([block(2, 300)], hall, { size: 30 }).size, 30);
  assert.equal(fit([block(2, 300)], hall, { size: 5 }).size, MIN_SIZE);
  assert.equal(fit([block(2, 300)], hall, { columns: 2 }).columns, 2);
});

test("every row stands on one screen, in order, and no column is taller than the room", () => {
  const blocks = Array.from({ length: 9 }, (_, index) => block(1 + ((index * 7) % 30), 200 + index * 90));
  for (const size of [20, 33, 64]) {
    for (const columns of [1, 2]) {
      const { screens } = arrange(blocks, hall, columns, size);
      const rows = screens.flat(2).flatMap((slice) => Array.from({ length: slice.to - slice.from }, (_, at) => `${slice.block}.${slice.from + at}`));
      assert.deepEqual(rows, blocks.flatMap((one, index) => one.rows.map((_, row) => `${index}.${row}`)));
      for (const column of screens.flat()) {
        const rowsHere = column.reduce((sum, slice) => sum + slice.to - slice.from, 0);
        assert.ok(rowsHere > 0);
        const height = column.flatMap((slice) => blocks[slice.block]?.rows.slice(slice.from, slice.to) ?? []).reduce((sum, row) => sum + (row.height * size) / REFERENCE, 0);
        assert.ok(height <= hall.height + 1 || rowsHere === 1, `${columns} columns of ${size}: ${height}`);
      }
    }
  }
});

test("a song without rows has one empty screen", () => {
  assert.equal(fit([], hall).screens.length, 1);
});
