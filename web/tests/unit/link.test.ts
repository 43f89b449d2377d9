import assert from "node:assert/strict";
import { test } from "node:test";
import { deflateRawSync } from "node:zlib";
import { samples } from "../../src/data/samples";
import { isShareLink, LinkError, readFragment, toBase64Url, writeFragment } from "../../src/store/link";

const reasonOf = (promise: Promise<unknown>) =>
  promise.then(() => "opened", (error: unknown) => (error instanceof LinkError ? error.reason : String(error)));

test("a link gives back the songs and options that went in", async () => {
  const shared = {
    songs: [{ content: "{title: Калинка}\nКа[E7]линка 🎸", name: "kalinka.cho", transpose: "2k", capo: 3 }, { content: "[C]two" }],
    options: { config: ["ukulele", { settings: { columns: 2 } }] },
  };
  const fragment = await writeFragment(shared);
  assert.match(fragment, /^#s=[A-Za-z0-9_-]+$/);
  assert.deepEqual(await readFragment(fragment), shared);
});

test("a link is a version byte and raw deflate of JSON, in base64url", async () => {
  const packed = deflateRawSync(Buffer.from('{"songs":[{"content":"[C]one"}]}'));
  const fragment = `#s=${Buffer.concat([Buffer.from([1]), packed]).toString("base64url")}`;
  assert.deepEqual(await readFragment(fragment), { songs: [{ content: "[C]one" }], options: {} });
});

test("one-page songs have short links", async () => {
  for (const { id, content } of samples) {
    const fragment = await writeFragment({ songs: [{ content }], options: {} });
    assert.ok(fragment.length < 900, `${id}: ${fragment.length} characters`);
  }
});

test("a link that was cut anywhere is damaged, and says so", async () => {
  const fragment = await writeFragment({ songs: [{ content: samples[0]?.content ?? "" }], options: {} });
  for (let length = 3; length < fragment.length; length += 37) {
    assert.equal(await reasonOf(readFragment(fragment.slice(0, length))), "damaged", `cut at ${length}`);
  }
  assert.equal(await reasonOf(readFragment("#s=!!!")), "damaged");
});

test("a link of a version to come is newer", async () => {
  const fragment = `#s=${toBase64Url(new Uint8Array([2, ...deflateRawSync(Buffer.from("{}"))]))}`;
  assert.equal(await reasonOf(readFragment(fragment)), "newer");
});

test("what inflates to more than two megabytes is not read to its end", async () => {
  const bomb = deflateRawSync(Buffer.alloc(200 * 1024 * 1024, 97));
  const fragment = `#s=${Buffer.concat([Buffer.from([1]), bomb.subarray(0, 140_000)]).toString("base64url")}`;
  assert.equal(await reasonOf(readFragment(fragment)), "too-large");
  assert.equal(await reasonOf(readFragment(`#s=${"A".repeat(200_001)}`)), "too-large");
});

test("JSON that holds no songs is damaged", async () => {
  for (const json of ["null", "[]", "{}", '{"songs":[]}', '{"songs":["x"]}', '{"songs":[{"content":1}]}', "{"]) {
    const fragment = `#s=${Buffer.concat([Buffer.from([1]), deflateRawSync(Buffer.from(json))]).toString("base64url")}`;
    assert.equal(await reasonOf(readFragment(fragment)), "damaged", json);
  }
});

test("only #s= is a share link", () => {
  assert.ok(isShareLink("#s=AQ"));
  assert.ok(!isShareLink("#section"));
  assert.ok(!isShareLink(""));
});
