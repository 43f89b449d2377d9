// Download: every format, print, requests for programs, and a service that is away.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import test from "node:test";
import { desktop, drawn, song, studio, write } from "./harness.mjs";

/** Chooses an entry of Download ▾; the bytes and the name of what is saved. */
async function take(page, entry) {
  const download = page.waitForEvent("download");
  await page.click("[aria-label='Other ways to take it with you']");
  await page.click(`role=menuitem[name=/${entry}/]`);
  const saved = await download;
  return { name: saved.suggestedFilename(), bytes: await readFile(await saved.path()) };
}

test("the song in every format", () => studio(desktop, async (page) => {
  await write(page, song);
  await drawn(page);
  const begin = (bytes, length = 5) => bytes.subarray(0, length).toString("latin1");
  for (const [entry, name, check] of [
    ["This song as PDF", "amazing-grace.pdf", (bytes) => begin(bytes) === "%PDF-"],
    ["PNG", "amazing-grace.png", (bytes) => begin(bytes, 4) === "\x89PNG"],
    ["SVG", "amazing-grace.svg", (bytes) => /<svg/.test(bytes)],
    ["HTML", "amazing-grace.html", (bytes) => /<html/.test(bytes)],
    ["Words and chords", "amazing-grace.txt", (bytes) => /sweet the/.test(bytes)],
    ["ChordPro file", "amazing-grace.cho", (bytes) => bytes.toString() === song],
  ]) {
    const saved = await take(page, entry);
    assert.equal(saved.name, name);
    assert.ok(check(saved.bytes), entry);
  }
}));

test("Ctrl and S saves the last format again", () => studio(desktop, async (page) => {
  await write(page, song);
  await drawn(page);
  await take(page, "ChordPro file");
  const download = page.waitForEvent("download");
  await page.keyboard.press("Control+s");
  assert.equal((await download).suggestedFilename(), "amazing-grace.cho");
}));

test("pages of several come in a zip, and the whole book as one PDF", () => studio(desktop, async (page) => {
  const verses = Array.from({ length: 40 }, (_, at) => `{start_of_verse}\n[C]Verse ${at} of many\n[G]second line\n{end_of_verse}\n`).join("\n");
  await page.click("[aria-label='Menu']");
  await page.click("role=menuitem[name=/New book/]");
  await page.waitForTimeout(200);
  await write(page, `{title: Long}\n${verses}`);
  await drawn(page);
  await page.waitForFunction(() => document.querySelectorAll(".sheet").length > 1);
  assert.equal((await take(page, "PNG")).name, "long.zip");
  const book = await take(page, "Whole book as PDF");
  assert.equal(book.name, "new-book.pdf");
  assert.equal(book.bytes.subarray(0, 5).toString(), "%PDF-");
}));

test("the request is copied for three languages, with $KEY in place of the key", () => studio(desktop, async (page) => {
  await write(page, "{title: It's}\n[C]la \\ \"la\"\n");
  await page.evaluate(() => sessionStorage.setItem("studio.key", "secret-key-of-the-test"));
  for (const [label, pattern] of [["curl", /-H "X-API-Key: \$KEY"/], ["Python", /os\.environ\["KEY"\]/], ["JavaScript", /process\.env\.KEY/]]) {
    await page.click("[aria-label='Other ways to take it with you']");
    await page.click("role=menuitem[name=/Copy as a request/]");
    await page.click(`role=menuitem[name='${label}']`);
    await page.waitForSelector(`.toast >> text=Copied for ${label}.`);
    const words = await page.evaluate(() => navigator.clipboard.readText());
    assert.match(words, pattern);
    assert.doesNotMatch(words, /secret-key/);
    assert.match(words, /It's/);
  }
}));

test("print sends the PDF of the song to the printer", () => studio(desktop, async (page) => {
  await page.evaluate(() => {
    Object.defineProperty(navigator, "pdfViewerEnabled", { value: false });
    window.print = () => (window.printed = [...document.querySelectorAll(".print-pages svg")].length);
  });
  await write(page, song);
  await drawn(page);
  await page.keyboard.press("Control+p");
  await page.waitForFunction(() => window.printed === 1);
  // On paper there is the page and nothing else.
  await page.emulateMedia({ media: "print" });
  const shown = await page.evaluate(() => [...document.body.children].filter((one) => getComputedStyle(one).display !== "none" && !["SCRIPT", "NOSCRIPT"].includes(one.tagName)).map((one) => one.className));
  assert.deepEqual(shown, ["print-pages"]);
  await page.evaluate(() => dispatchEvent(new Event("afterprint")));
  assert.equal(await page.locator(".print-pages").count(), 0);
}));

test("a service that is away or busy is named, and the ChordPro file is there all the same", () => studio(desktop, async (page) => {
  await write(page, song);
  await drawn(page);
  await page.route("**/convert", (route) => route.abort());
  await page.click("text=Download PDF");
  await page.waitForSelector(".toast >> text=Offline: the PDF needs the service.");
  await page.unroute("**/convert");
  await page.route("**/convert", (route) => route.fulfill({ status: 413, contentType: "application/problem+json", body: '{"title":"The request is too large","detail":"The body is larger than 1 MiB"}' }));
  await page.click("text=Download PDF");
  await page.waitForSelector(".toast >> text=The PDF was not made.");
  assert.equal((await take(page, "ChordPro file")).bytes.toString(), song);
}, { allow: [/convert/] }));
