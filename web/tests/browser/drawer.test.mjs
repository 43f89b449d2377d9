// The drawer: books, order by pointer and keyboard, keys, moving, deleting, undo.
import assert from "node:assert/strict";
import test from "node:test";
import { book, desktop, phone, studio, text, write } from "./harness.mjs";

const titles = (page) => page.locator(".song b").allTextContents();
const said = (page) => page.locator("#drawer [aria-live=assertive]").textContent();

test("songs are dragged to another place by their handle", () => studio(desktop, async (page) => {
  await book(page, "One", "Two", "Three", "Four");
  assert.deepEqual(await titles(page), ["One", "Two", "Three", "Four"]);
  const from = await page.locator("[aria-label='Move Four']").boundingBox();
  const to = await page.locator("[aria-label='Move Two']").boundingBox();
  await page.mouse.move(from.x + 8, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(from.x + 8, to.y + to.height / 2 - 6, { steps: 8 });
  assert.equal(await page.locator(".song.lifted").count(), 1);
  await page.mouse.up();
  assert.deepEqual(await titles(page), ["One", "Four", "Two", "Three"]);
  await page.click("[aria-label='Undo']");
  assert.deepEqual(await titles(page), ["One", "Two", "Three", "Four"]);
  await page.waitForTimeout(500);
  await page.reload();
  await page.click("#switch");
  assert.deepEqual(await titles(page), ["One", "Two", "Three", "Four"]);
}));

test("Escape during a drag leaves the order as it was", () => studio(desktop, async (page) => {
  await book(page, "One", "Two", "Three");
  const from = await page.locator("[aria-label='Move One']").boundingBox();
  await page.mouse.move(from.x + 8, from.y + 20);
  await page.mouse.down();
  await page.mouse.move(from.x + 8, from.y + 120, { steps: 5 });
  await page.keyboard.press("Escape");
  await page.mouse.up();
  assert.deepEqual(await titles(page), ["One", "Two", "Three"]);
}));

test("the keyboard lifts, moves, drops and returns a song, and each is said", () => studio(desktop, async (page) => {
  await book(page, "One", "Two", "Three");
  await page.focus("[aria-label='Move Three']");
  await page.keyboard.press("Space");
  assert.match(await said(page), /Three lifted, place 3 of 3/);
  await page.keyboard.press("ArrowUp");
  await page.waitForTimeout(60);
  await page.keyboard.press("ArrowUp");
  await page.waitForTimeout(60);
  assert.equal(await said(page), "Three, place 1 of 3");
  await page.keyboard.press("Space");
  await page.waitForTimeout(120);
  assert.match(await said(page), /Three dropped at place 1/);
  assert.deepEqual(await titles(page), ["Three", "One", "Two"]);
  await page.keyboard.press("Space");
  await page.keyboard.press("ArrowDown");
  await page.waitForTimeout(60);
  await page.keyboard.press("Escape");
  assert.match(await said(page), /back at its place/);
  assert.deepEqual(await titles(page), ["Three", "One", "Two"]);
  assert.ok(await page.isVisible("#drawer"), "Escape returns the song, and does not close the drawer");
}));

test("each song has a key of its own in the book", () => studio(desktop, async (page) => {
  await book(page, "One", "Two");
  await page.locator(".key-chip").first().click();
  await page.click(".keygrid >> text='A'");
  assert.deepEqual(await page.locator(".key-chip").allTextContents(), ["A", "G"]);
  await page.click(".song >> text=One");
  await page.waitForSelector(".ctl.key .v >> text=A");
}));

test("a deleted song comes back by Undo, and later from Deleted", () => studio(desktop, async (page) => {
  await book(page, "One", "Two");
  const remove = async () => {
    await page.locator(".song", { hasText: "Two" }).hover();
    await page.click("[aria-label='More for Two']");
    await page.click("role=menuitem[name='Delete']");
    await page.waitForSelector(".toast >> text=Two deleted.");
    assert.deepEqual(await titles(page), ["One"]);
  };
  await remove();
  await page.click(".toast >> text=Undo");
  await page.waitForFunction(() => document.querySelectorAll(".song").length === 2);
  assert.deepEqual(await titles(page), ["One", "Two"]);
  await remove();
  await page.waitForTimeout(500);
  await page.reload();
  await page.click("#switch");
  await page.click("[aria-label='Other books']");
  await page.click("role=menuitem[name=/Deleted songs/]");
  await page.click("role=menuitem[name=/Two/]");
  await page.waitForFunction(() => document.querySelectorAll(".song").length === 2);
  assert.match(await text(page), /title: Two/);
}));

test("a song is duplicated, and moved to another book and out of it", () => studio(desktop, async (page) => {
  await book(page, "One", "Two");
  await page.locator(".song", { hasText: "One" }).hover();
  await page.click("[aria-label='More for One']");
  await page.click("role=menuitem[name='Duplicate']");
  await page.waitForFunction(() => document.querySelectorAll(".song").length === 3);
  assert.deepEqual(await titles(page), ["One", "One", "Two"]);
  await page.locator(".song", { hasText: "Two" }).hover();
  await page.click("[aria-label='More for Two']");
  await page.click("role=menuitem[name=/Move to book/]");
  await page.click("role=menuitem[name='No book']");
  await page.waitForFunction(() => document.querySelectorAll(".song").length === 2);
  await page.click("[aria-label='Other books']");
  await page.click("role=menuitemradio[name=/Songs without a book/]");
  await page.waitForFunction(() => document.querySelector(".song b")?.textContent === "Two");
}));

test("title, subtitle and the parts of a book are changed in place, and undone", () => studio(desktop, async (page) => {
  await book(page, "One");
  await page.fill("[aria-label='Title of the book']", "Summer camp");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#switch >> text=Summer camp");
  await page.click("role=switch[name='Cover']");
  assert.ok(await page.isChecked("role=switch[name='Cover']"));
  await page.click("[aria-label='Undo']");
  assert.ok(!(await page.isChecked("role=switch[name='Cover']")));
  await page.click("[aria-label='Undo']");
  await page.waitForSelector("#switch >> text=New book");
}));

test("a book is made of chosen songs, in the order they were chosen", () => studio(desktop, async (page) => {
  for (const name of ["One", "Two", "Three"]) {
    await page.click("[aria-label='Menu']");
    await page.click("role=menuitem[name=/New song/]");
    await page.waitForTimeout(200);
    await write(page, `{title: ${name}}\n[G]la\n`);
    await page.waitForTimeout(450);
  }
  await page.click("#switch");
  await page.click("#drawer >> text=New book");
  await page.waitForSelector("text=Make a book of 3 songs");
  await page.click(".song >> text=One");
  await page.click(".song >> text=Two");
  await page.click(".song >> text=One");
  await page.click("text=Make a book of 2 songs");
  await page.waitForSelector("#switch >> text=1 of 2");
  assert.deepEqual(await titles(page), ["Three", "One"]);
}));

test("on a phone the drawer is a sheet, and opening a song closes it", () => studio(phone, async (page) => {
  await write(page, "{title: One}\n[G]la\n");
  await page.waitForTimeout(450);
  await page.tap("#switch");
  await page.waitForTimeout(400);
  const box = await page.locator("#drawer").boundingBox();
  assert.deepEqual([box.x, box.y, box.width], [0, 0, 390]);
  await page.tap(".song >> text=One");
  await page.waitForSelector("#drawer", { state: "detached" });
}));

test("Alt and the page keys go through the songs of a book", () => studio(desktop, async (page) => {
  await book(page, "One", "Two");
  await page.click(".cm-content");
  await page.keyboard.press("Alt+PageUp");
  await page.waitForSelector("#switch >> text=1 of 2");
  assert.match(await text(page), /title: One/);
  await page.keyboard.press("Alt+PageDown");
  await page.waitForSelector("#switch >> text=2 of 2");
}));

test("a title that was just written stays when another song is opened", () => studio(desktop, async (page) => {
  await book(page, "One", "Two");
  await page.fill("[aria-label='Title of the book']", "Summer camp");
  await page.keyboard.press("Enter");
  await page.click(".song >> text=One");
  await page.waitForSelector("#switch >> text=1 of 2");
  assert.match(await page.textContent("#switch"), /Summer camp/);
}));
