// What is kept in the browser: songs, settings, versions, the journal, one tab a song, and a browser that is full.
import assert from "node:assert/strict";
import test from "node:test";
import { address, book, desktop, song, studio, text, write } from "./harness.mjs";

const kept = (page) => page.waitForSelector(".kept.kept");
/** Records of a store of the database. */
const stored = (page, store) => page.evaluate((name) => new Promise((resolve, reject) => {
  const open = indexedDB.open("studio");
  open.onerror = () => reject(open.error);
  open.onsuccess = () => {
    const all = open.result.transaction(name).objectStore(name).getAll();
    all.onsuccess = () => {
      open.result.close();
      resolve(all.result);
    };
  };
}), store);

/** Lets every write to the database fail as in a browser that is full. */
const full = () => {
  const original = IDBObjectStore.prototype.put;
  window.isFull = true;
  IDBObjectStore.prototype.put = function put(...values) {
    if (window.isFull && this.name === "songs") throw new DOMException("full", "QuotaExceededError");
    return original.apply(this, values);
  };
};

test("a song, its key and the theme are there again after a reload", () => studio(desktop, async (page) => {
  await write(page, song);
  await page.click("[aria-label='Up a semitone']");
  await page.click("[aria-label='Menu']");
  await page.click("role=menuitemradio[name='Dark']");
  await page.keyboard.press("Escape");
  await kept(page);
  await page.waitForTimeout(500);
  await page.reload();
  await page.waitForSelector(".cm-content");
  assert.match(await text(page), /A\[G\]mazing/);
  await page.waitForSelector("html[data-theme=dark]");
  assert.equal((await stored(page, "songs"))[0].key, 1);
}));

test("a reload in the midst of typing loses nothing", () => studio(desktop, async (page) => {
  await write(page, song);
  await kept(page);
  await page.keyboard.press("Control+End");
  await page.keyboard.type("the last words");
  // Before the pause after which the database is written.
  await page.reload();
  await page.waitForSelector(".cm-content");
  assert.match(await text(page), /the last words/);
}));

test("a browser that is full says so, and the text is there after a reload", () => studio(desktop, async (page) => {
  await page.evaluate(full);
  await write(page, song);
  await page.waitForSelector(".notice.urgent >> text=Not kept: the browser is full.");
  const download = page.waitForEvent("download");
  await page.click("text=Export all");
  assert.equal((await download).suggestedFilename(), "songs.zip");
  await page.reload();
  await page.waitForSelector(".cm-content");
  assert.match(await text(page), /A\[G\]mazing/);
  await page.keyboard.press("Control+End");
  await page.waitForTimeout(600);
  assert.equal(await page.locator(".notice.urgent").count(), 0);
  assert.equal((await stored(page, "songs")).length, 1);
}));

test("when there is room again, everything is written", () => studio(desktop, async (page) => {
  await page.evaluate(full);
  await write(page, song);
  await page.waitForSelector(".notice.urgent");
  await page.evaluate(() => (window.isFull = false));
  await page.keyboard.type(" ");
  await page.waitForSelector(".notice.urgent", { state: "detached" });
  assert.equal((await stored(page, "songs")).length, 1);
}));

test("a browser without a database lets one work, and says that nothing is kept", () => studio(desktop, async (page, context) => {
  await context.addInitScript(() => Object.defineProperty(window, "indexedDB", { value: { open: () => { throw new DOMException("no", "SecurityError"); } } }));
  await page.reload();
  await page.waitForSelector(".cm-content");
  await write(page, song);
  await page.waitForSelector(".notice.urgent >> text=Not kept: the browser keeps nothing.");
  await page.waitForSelector(".sheet svg");
}));

test("a song of a megabyte is kept, and comes back", () => studio(desktop, async (page) => {
  const long = `{title: Long}\n${"[C]la la la la la la la la la la la la la\n".repeat(24_000)}`;
  assert.ok(long.length > 960_000);
  await page.evaluate((words) => navigator.clipboard.writeText(words), long);
  await page.click(".cm-content");
  await page.keyboard.press("Control+v");
  await page.waitForTimeout(1500);
  await kept(page);
  assert.equal((await stored(page, "songs"))[0].content.length, long.length);
  await page.reload();
  await page.waitForSelector(".cm-content");
  await page.waitForFunction(() => document.querySelector("#switch").textContent.includes("Long"));
}, { allow: [/413|422|503|429/] }));

test("the same song in a second tab is only read, until one takes it over", () => studio(desktop, async (page, context) => {
  await write(page, song);
  await kept(page);
  const second = await context.newPage();
  await second.goto(address);
  await second.waitForSelector(".notice >> text=Open in another tab.");
  await second.click(".cm-content");
  await second.keyboard.type("ZZZ");
  assert.doesNotMatch(await text(second), /ZZZ/);
  await page.bringToFront();
  await page.keyboard.press("Control+End");
  await page.keyboard.type("from the first");
  await page.waitForTimeout(700);
  assert.match(await text(second), /from the first/);
  await second.bringToFront();
  await second.click("text=Edit here");
  await page.waitForSelector(".notice >> text=Open in another tab.");
  await second.waitForSelector(".notice", { state: "detached" });
  await second.click(".cm-content");
  await second.keyboard.press("Control+End");
  await second.keyboard.type(" and the second");
  await second.waitForTimeout(700);
  assert.match(await text(page), /from the first and the second/);
}));

test("what another tab does to the book is seen, and not undone", () => studio(desktop, async (page, context) => {
  await book(page, "One", "Two");
  await page.waitForTimeout(400);
  const second = await context.newPage();
  await second.goto(address);
  await second.click("#switch");
  await second.click(".song >> text=One");
  await second.click("text=Add a song");
  await second.waitForTimeout(300);
  await write(second, "{title: Three}\n[C]la\n");
  await page.waitForFunction(() => [...document.querySelectorAll(".song b")].some((one) => one.textContent === "Three"));
  await page.bringToFront();
  await page.focus("[aria-label='Move Two']");
  await page.keyboard.press("Space");
  await page.keyboard.press("ArrowUp");
  await page.waitForTimeout(60);
  await page.keyboard.press("Space");
  await second.waitForFunction(() => document.querySelector(".song b").textContent === "Two");
  assert.deepEqual(await second.locator(".song b").allTextContents(), ["Two", "One", "Three"]);
}));

test("versions are kept before large changes, and come back by the menu of the song", () => studio(desktop, async (page) => {
  await write(page, song);
  await kept(page);
  await page.click("#switch");
  await page.locator(".song").hover();
  await page.click("[aria-label='More for Amazing Grace']");
  await page.click("role=menuitem[name='Delete']");
  await page.click(".toast >> text=Undo");
  await page.waitForSelector("#switch >> text=Amazing Grace");
  await page.click(".cm-content");
  await page.keyboard.press("Control+a");
  await page.keyboard.press("Backspace");
  await page.keyboard.insertText("{title: Amazing Grace}\nall is gone\n");
  await kept(page);
  await page.locator(".song").hover();
  await page.click("[aria-label='More for Amazing Grace']");
  await page.click("role=menuitem[name=/Earlier versions/]");
  await page.click("role=menuitem[name=/before it was deleted/]");
  await page.waitForFunction(() => [...document.querySelector(".editor").shadowRoot.querySelectorAll(".cm-line")].some((line) => line.textContent.includes("mazing")));
  await page.keyboard.press("Control+z");
  assert.match(await text(page), /all is gone/, "a version is one step, which can be undone");
}));
