import assert from "node:assert/strict";
import { test } from "node:test";
import { samples } from "../../src/data/samples";
import { decodeText, isChordPro, kindOf } from "../../src/store/files";

const bytes = (...values: number[]) => new Uint8Array(values);
const text = (words: string) => new TextEncoder().encode(words) as Uint8Array<ArrayBuffer>;

test("files are told by their content", () => {
  const kinds = {
    "song.cho": text("{title: One}\n[C]one"), "over.txt": text("C     G\nAmazing grace"), "sheet.onsong": text("Title\nArtist\n\nVerse 1:\n[G]One"),
    "songs.zip": bytes(0x50, 0x4b, 3, 4), "cut.zip": bytes(1, 2, 3), "score.mxl": bytes(0x50, 0x4b, 3, 4),
    "logo.png": bytes(0x89, 0x50, 0x4e, 0x47), "drawing.svg": text('<?xml version="1.0"?>\n<svg xmlns="">'), "score.xml": text("<score-partwise/>"),
    "photo.heic": bytes(0, 0, 0, 0x18, 0x66, 0x74), "fake.png": text("not a picture"), "tool.exe": bytes(0x4d, 0x5a, 0, 0),
  };
  const found = Object.fromEntries(Object.entries(kinds).map(([name, content]) => [name, kindOf({ name, bytes: content })]));
  assert.deepEqual(found, {
    "song.cho": "chordpro", "over.txt": "sheet", "sheet.onsong": "sheet", "songs.zip": "archive", "cut.zip": "archive", "score.mxl": "sheet",
    "logo.png": "picture", "drawing.svg": "picture", "score.xml": "sheet", "photo.heic": "unknown", "fake.png": "unknown", "tool.exe": "unknown",
  });
});

test("texts are read in the encodings that files have", () => {
  assert.equal(decodeText(text("\uFEFFça\r\nva")), "ça\nva");
  assert.equal(decodeText(bytes(0xff, 0xfe, 0xe7, 0, 0x61, 0)), "ça");
  assert.equal(decodeText(bytes(0xfe, 0xff, 0, 0xe7)), "ç");
  assert.equal(decodeText(bytes(0xe7, 0x61)), "ça");
  assert.equal(decodeText(bytes(0x61, 0, 0x62)), null);
});

test("every sample is ChordPro, and sheets of other kinds are not", () => {
  for (const { id, content } of samples) assert.ok(isChordPro(content), id);
  for (const sheet of ["[Verse 1]\nC  G\nAmazing", "Am  F\nwords [x2]", "Title: Song\nKey: G\n\nwords", "plain words\nonly"]) {
    assert.ok(!isChordPro(sheet), sheet);
  }
  assert.ok(isChordPro("A[G]mazing [G7]grace, how [C]sweet"));
});
