import assert from "node:assert/strict";
import { test } from "node:test";
import { zipSync } from "fflate";
import { newBook, newSong } from "../../src/state";
import { ArchiveError, fileName, packAll, packBook, unpack } from "../../src/store/zip";

const bytesOf = async (blob: Blob) => new Uint8Array(await blob.arrayBuffer());
const text = (words: string) => new TextEncoder().encode(words) as Uint8Array<ArrayBuffer>;

function camp() {
  const one = { ...newSong("{title: Kalinka}\n[Em]one"), key: -2, capo: 2, stage: { size: 40 }, files: ["logo.png"] };
  const two = { ...newSong("{title: Kalinka}\n[C]two"), files: ["logo.png"] };
  const picture = (song: string, words: string) => ({ song, name: "logo.png", type: "image/png", blob: new Blob([words]) });
  return {
    book: { ...newBook("Summer camp"), subtitle: "2026", cover: true, newPage: false, options: { diagrams: false } },
    songs: [
      { song: one, files: [picture(one.id, "first")] },
      { song: two, files: [picture(two.id, "second")] },
    ],
  };
}

test("a book comes back from its zip as it went in", async () => {
  const { books, others } = await unpack(await bytesOf(await packBook(camp())));
  assert.equal(others.length, 0);
  const [back] = books;
  assert.deepEqual(back?.book, { title: "Summer camp", subtitle: "2026", cover: true, contents: true, newPage: false, options: { diagrams: false } });
  assert.deepEqual(back?.songs.map(({ content, key, capo }) => [content, key, capo]), [
    ["{title: Kalinka}\n[Em]one", -2, 2], ["{title: Kalinka}\n[C]two", undefined, undefined],
  ]);
  assert.deepEqual(back?.songs[0]?.stage, { size: 40 });
  const pictures = await Promise.all((back?.songs ?? []).map((song) => song.files[0]?.blob.text()));
  assert.deepEqual(pictures, ["first", "second"]);
});

test("an archive of everything has each book and the songs without one", async () => {
  const again = camp();
  const { books, others } = await unpack(await bytesOf(await packAll([camp(), again], [{ song: newSong("[G]alone"), files: [] }])));
  assert.equal(others.length, 0);
  assert.deepEqual(books.map(({ book, songs }) => [book.title, songs.length]).sort(), [["", 1], ["Summer camp", 2], ["Summer camp", 2]]);
});

test("the same book gives the same bytes", async () => {
  const book = camp();
  assert.deepEqual(await bytesOf(await packBook(book)), await bytesOf(await packBook(book)));
});

test("a zip of plain songs gives them as files", async () => {
  const zip = zipSync({ "my/one.cho": text("[C]one"), "two.onsong": text("Title: two"), "__MACOSX/x": text("x") });
  const { books, others } = await unpack(zip as Uint8Array<ArrayBuffer>);
  assert.equal(books.length, 0);
  assert.deepEqual(others.map(({ name }) => name), ["one.cho", "two.onsong"]);
});

test("a damaged zip is refused wherever it is cut", async () => {
  const whole = await bytesOf(await packBook(camp()));
  for (let length = 0; length < whole.length; length += 41) {
    await assert.rejects(unpack(whole.slice(0, length)), (error) => error instanceof ArchiveError && error.reason === "damaged", `cut at ${length}`);
  }
});

test("a zip that unpacks to too much is refused before it does", async () => {
  const zip = zipSync({ "a.cho": new Uint8Array(17 * 1024 * 1024) }) as Uint8Array<ArrayBuffer>;
  await assert.rejects(unpack(zip), (error) => error instanceof ArchiveError && error.reason === "too-large");
});

test("a foreign book.json is a file like others", async () => {
  const zip = zipSync({ "book.json": text('{"format":"else"}'), "a.cho": text("[C]") }) as Uint8Array<ArrayBuffer>;
  const { books, others } = await unpack(zip);
  assert.equal(books.length, 0);
  assert.equal(others.length, 2);
});

test("file names keep letters of every alphabet and nothing that a file system refuses", () => {
  assert.equal(fileName("Was soll's? / Größe", "song"), "was-soll-s-größe");
  assert.equal(fileName("Калинка", "song"), "калинка");
  assert.equal(fileName("../..", "song"), "song");
  assert.equal(fileName("x".repeat(200), "song").length, 60);
});
