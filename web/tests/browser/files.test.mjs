// Opening and dropping files: songs, sheets, archives, pictures, and what is none of these.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import test from "node:test";
import { zipSync } from "fflate";
import { desktop, drawn, sheet, song, studio, text, write } from "./harness.mjs";

const titles = (page) => page.locator(".song b").allTextContents();
const file = (name, content, mimeType = "text/plain") => ({ name, mimeType, buffer: Buffer.from(content) });

/** Opens files by the menu, as with the browser's own dialog. */
async function open(page, ...files) {
  const chooser = page.waitForEvent("filechooser");
  await page.click("[aria-label='Menu']");
  await page.click("role=menuitem[name=/Open files/]");
  await (await chooser).setFiles(files);
}

/** Drops files on the window. */
const drop = (page, files) => page.evaluate(async (all) => {
  const transfer = new DataTransfer();
  for (const { name, bytes, type } of all) transfer.items.add(new File([new Uint8Array(bytes)], name, { type }));
  const send = (kind) => document.body.dispatchEvent(new DragEvent(kind, { dataTransfer: transfer, bubbles: true, cancelable: true }));
  send("dragenter");
  send("dragover");
  await new Promise((resolve) => setTimeout(resolve, 100));
  const shown = document.querySelector(".drop")?.textContent;
  send("drop");
  return shown;
}, files.map(({ name, mimeType, buffer }) => ({ name, type: mimeType, bytes: [...buffer] })));

const pixel = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");

test("a ChordPro file becomes a new song, and the one that was open stays", () => studio(desktop, async (page) => {
  await write(page, song);
  await page.waitForTimeout(450);
  await open(page, file("kalinka.cho", "{title: Kalinka}\nKa[E7]linka\n"));
  await page.waitForSelector("#switch >> text=Kalinka");
  await page.click("#switch");
  assert.deepEqual((await titles(page)).sort(), ["Amazing Grace", "Kalinka"]);
}));

test("a sheet of another format is converted by the service", () => studio(desktop, async (page) => {
  await open(page, file("grace.txt", sheet));
  await drawn(page, "grace");
  assert.match(await text(page), /\[G\]Amazing \[G7\]grace|A\[G\]mazing|\[G\]Amazing/);
}));

test("the window takes dropped files, and asks where several songs go", () => studio(desktop, async (page) => {
  const words = await drop(page, [1, 2, 3].map((number) => file(`${number}.cho`, `{title: Song ${number}}\n[C]la\n`)));
  assert.equal(words, "Drop songs here");
  await page.waitForSelector(".notice >> text=3 songs.");
  await page.click("text=Make a new book");
  await page.waitForSelector("#switch >> text=1 of 3");
  await page.click("#switch");
  assert.deepEqual(await titles(page), ["Song 1", "Song 2", "Song 3"]);
  await drop(page, [4, 5].map((number) => file(`${number}.cho`, `{title: Song ${number}}\n[C]la\n`)));
  await page.click("text=Add to New book");
  await page.waitForFunction(() => document.querySelectorAll(".song").length === 5);
}));

test("a file of several songs is divided", () => studio(desktop, async (page) => {
  await open(page, file("all.cho", "{title: One}\n[C]a\n{new_song}\n{title: Two}\n[G]b\n{ns}\n{title: Three}\n[D]c\n"));
  await page.waitForSelector(".notice >> text=3 songs.");
  await page.click("text=Keep as single songs");
  await page.click("#switch");
  assert.deepEqual((await titles(page)).sort(), ["One", "Three", "Two"]);
}));

test("a book goes out as a zip and comes back the same", () => studio(desktop, async (page) => {
  await drop(page, [1, 2].map((number) => file(`${number}.cho`, `{title: Song ${number}}\n{key: G}\n[G]la\n`)));
  await page.click("text=Make a new book");
  await page.click("#switch");
  await page.fill("[aria-label='Title of the book']", "Summer camp");
  await page.keyboard.press("Enter");
  await page.locator(".key-chip").first().click();
  await page.click(".keygrid >> text='A'");
  await page.waitForTimeout(450);
  const download = page.waitForEvent("download");
  await page.click("[aria-label='Other books']");
  await page.click("role=menuitem[name=/Export this book/]");
  const saved = await download;
  assert.equal(saved.suggestedFilename(), "summer-camp.zip");
  const zip = await readFile(await saved.path());
  await page.click("[aria-label='Other books']");
  await page.click("role=menuitem[name=/Delete this book/]");
  await page.waitForSelector(".toast >> text=Summer camp deleted.");
  await open(page, { name: "summer-camp.zip", mimeType: "application/zip", buffer: zip });
  await page.waitForSelector("#switch >> text=Summer camp");
  assert.deepEqual(await titles(page), ["Song 1", "Song 2"]);
  assert.deepEqual(await page.locator(".key-chip").allTextContents(), ["A", "G"]);
}));

test("a zip of plain songs is opened", () => studio(desktop, async (page) => {
  const zip = zipSync({ "a/one.cho": Buffer.from("{title: One}\n[C]la"), "two.cho": Buffer.from("{title: Two}\n[C]la") });
  await open(page, { name: "songs.zip", mimeType: "application/zip", buffer: Buffer.from(zip) });
  await page.waitForSelector(".notice >> text=2 songs.");
}));

test("what is not a song is named in place, and nothing changes", () => studio(desktop, async (page) => {
  await write(page, song);
  const before = await text(page);
  const broken = Buffer.from(zipSync({ "one.cho": Buffer.from("{title: One}") })).subarray(0, 60);
  await open(page, { name: "x.zip", mimeType: "application/zip", buffer: broken });
  await page.waitForSelector(".notice.urgent >> text=That is not a song: x.zip is damaged");
  await open(page, { name: "photo.heic", mimeType: "image/heic", buffer: Buffer.from([0, 0, 0, 24, 102, 116, 121, 112]) });
  await page.waitForSelector(".notice.urgent >> text=That is not a song: photo.heic");
  await open(page, { name: "tool.exe", mimeType: "application/octet-stream", buffer: Buffer.from([77, 90, 0, 0, 1, 2, 3]) });
  await page.waitForSelector(".notice.urgent >> text=That is not a song: tool.exe");
  assert.equal(await text(page), before);
  await page.click(".notice.urgent [aria-label='Close']");
  assert.equal(await page.locator(".notice").count(), 0);
}));

test("a picture goes to the song's files, and is drawn", () => studio(desktop, async (page) => {
  await write(page, "{title: Logo}\n[C]la\n");
  await page.keyboard.press("Control+End");
  const sent = page.waitForRequest((request) => request.url().endsWith("/preview") && (request.postData() ?? "").includes('"logo.png"'));
  await open(page, { name: "logo.png", mimeType: "image/png", buffer: pixel });
  assert.equal((await sent).postDataJSON().files["logo.png"], pixel.toString("base64"));
  await page.waitForSelector(".sheet image", { state: "attached" });
  assert.match(await text(page), /\{image: logo\.png\}/);
  await page.waitForTimeout(500);
  await page.reload();
  await page.waitForSelector(".sheet image", { state: "attached" });
}));

test("while the service is away a sheet is opened as it is, and that is said", () => studio(desktop, async (page) => {
  await page.route("**/import", (route) => route.abort());
  await open(page, file("grace.txt", sheet));
  await page.waitForSelector(".notice.urgent >> text=grace.txt is opened as it is");
  assert.match(await text(page), /Amazing grace, how sweet the sound/);
}, { allow: [/ERR_FAILED.*import/] }));
