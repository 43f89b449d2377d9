import assert from "node:assert/strict";
import test from "node:test";
import { chordsOfKey, keys, looksLikeChord, parseKey, pretty, semitonesBetween, transposeChord, transposeKey } from "../../src/editor/music";

test("chords move with their quality and bass, spelled as asked", () => {
  assert.equal(transposeChord("G", 2, false), "A");
  assert.equal(transposeChord("F#m7b5/C#", 1, false), "Gm7b5/D");
  assert.equal(transposeChord("A", 1, true), "Bb");
  assert.equal(transposeChord("A", 1, false), "A#");
  assert.equal(transposeChord("C6/9", 2, false), "D6/9");
  assert.equal(transposeChord("Bb", -3, false), "G");
});

test("what is not a chord stays as it is", () => {
  for (const text of ["*Coda", "N.C.", "", "Gentle", "x2"]) assert.equal(transposeChord(text, 2, false), text);
});

test("a chord is told from a word that begins with a note", () => {
  for (const chord of ["C", "Am", "Dsus4", "Gmaj7", "F#dim", "Bb7#9", "Cadd9/E", "E+"]) assert.ok(looksLikeChord(chord), chord);
  for (const word of ["Amen", "Chorus", "Bridge", "Das", "Hallo"]) assert.ok(!looksLikeChord(word), word);
});

test("keys are spelled as keys are written", () => {
  assert.equal(transposeKey("G", 1), "Ab");
  assert.equal(transposeKey("Am", 1), "Bbm");
  assert.equal(transposeKey("Em", 2), "F#m");
  assert.equal(transposeKey("C", -1), "B");
  assert.deepEqual(parseKey("F#m"), { pitch: 6, minor: true, letter: "F" });
  assert.deepEqual(parseKey("Cmaj7"), { pitch: 0, minor: false, letter: "C" });
  assert.equal(parseKey("H"), null);
  assert.equal(keys(false).length, 12);
});

test("from one key to another goes the shorter way", () => {
  assert.equal(semitonesBetween("G", "E"), -3);
  assert.equal(semitonesBetween("C", "F#"), 6);
  assert.equal(semitonesBetween("Am", "Cm"), 3);
});

test("the chords of a key", () => {
  assert.deepEqual(chordsOfKey("G"), ["G", "Am", "Bm", "C", "D", "Em", "F#dim"]);
  assert.deepEqual(chordsOfKey("Dm"), ["Dm", "Edim", "F", "Gm", "Am", "Bb", "C"]);
});

test("people read sharps and flats", () => {
  assert.equal(pretty("F#m7b5/Bb"), "F♯m7b5/B♭");
});
