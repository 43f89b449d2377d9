// The stage: letters that fit, screens, time, pedals, taps and swipes, keys, and the way back.
import assert from "node:assert/strict";
import test from "node:test";
import { book, cursor, desktop, phone, song, studio, text, write } from "./harness.mjs";

const verses = (count) => Array.from({ length: count }, (_, at) => `{start_of_verse: Verse ${at + 1}}\n[G]Line one of [C]verse ${at + 1}\n[D]Line two is [G]longer than the first\n[Em]Line three [D]of it\n{end_of_verse}\n`).join("\n");
const long = `{title: Long}\n{key: G}\n{time: 4/4}\n{tempo: 120}\n${verses(14)}`;

async function enter(page, words) {
  await write(page, words);
  await page.keyboard.press("Control+Home");
  await page.waitForTimeout(500);
  await page.keyboard.press("Control+Enter");
  await page.waitForSelector(".stage[open] .letters .screen .row");
}

const screen = (page) => page.locator(".stage .dots").getAttribute("aria-label");
const size = (page) => page.evaluate(() => Number.parseFloat(getComputedStyle(document.querySelector(".letters")).fontSize));

test("letters are as large as fits, and no line wraps or is cut", () => studio(desktop, async (page) => {
  await enter(page, song);
  assert.ok((await size(page)) >= 40);
  const cut = await page.evaluate(() => [...document.querySelectorAll(".letters .screen .row")].filter((row) => row.scrollWidth > row.clientWidth + 1 || row.getBoundingClientRect().right > innerWidth).length);
  assert.equal(cut, 0);
  const heights = await page.evaluate(() => new Set([...document.querySelectorAll(".letters .screen .row.chorded")].map((row) => Math.round(row.getBoundingClientRect().height))).size);
  assert.equal(heights, 1, "a wrapped line would be higher");
}));

test("a chord stands above the letter that it is written before", () => studio(desktop, async (page) => {
  await enter(page, "{title: Place}\n[C]one two th[G]ree\n");
  const [chord, letter] = await page.evaluate(() => {
    const em = [...document.querySelectorAll(".letters .screen em")].find((one) => one.textContent === "G");
    const range = document.createRange();
    range.setStart(em.nextSibling, 0);
    range.setEnd(em.nextSibling, 1);
    return [em.getBoundingClientRect(), range.getBoundingClientRect()].map(({ left, bottom, top }) => ({ left, bottom, top }));
  });
  assert.ok(Math.abs(chord.left - letter.left) < 1.5, JSON.stringify([chord, letter]));
  assert.ok(chord.bottom <= letter.top + (letter.bottom - letter.top) * 0.5);
}));

test("pedals turn the screens there and back", () => studio(desktop, async (page) => {
  await enter(page, long);
  assert.match(await screen(page), /^Screen 1 of [2-9]/);
  for (const [key, expected] of [["PageDown", 2], ["PageUp", 1], ["ArrowRight", 2], ["ArrowLeft", 1], ["ArrowDown", 2], ["ArrowUp", 1]]) {
    await page.keyboard.press(key);
    assert.match(await screen(page), new RegExp(`^Screen ${expected} of`), key);
  }
}));

test("taps on the sides turn, a tap in the middle plays and pauses", () => studio(phone, async (page) => {
  await write(page, long);
  await page.keyboard.press("Control+Home");
  await page.waitForTimeout(400);
  await page.tap("[aria-label='Stage']");
  await page.waitForSelector(".stage[open] .letters .screen .row");
  await page.touchscreen.tap(360, 300);
  assert.match(await screen(page), /^Screen 2 of/);
  await page.touchscreen.tap(30, 300);
  assert.match(await screen(page), /^Screen 1 of/);
  await page.touchscreen.tap(195, 300);
  await page.waitForSelector("[aria-label='Pause']");
  await page.touchscreen.tap(195, 300);
  await page.waitForSelector("[aria-label='Play']");
}));

test("time moves the band by the tempo, and the screen with it", () => studio(desktop, async (page) => {
  await page.clock.install();
  await enter(page, long);
  const now = () => page.locator(".letters .row.now").textContent();
  const first = await now();
  await page.keyboard.press("Space");
  // A line has four bars of four beats of half a second.
  await page.clock.runFor(8_300);
  const second = await now();
  assert.notEqual(second, first);
  assert.match(second, /Line two/);
  await page.keyboard.press("Space");
  await page.clock.runFor(20_000);
  assert.equal(await now(), second, "a pause holds the band");
  await page.keyboard.press("Space");
  await page.clock.runFor(220_000);
  assert.match(await screen(page), /^Screen [2-9] of/);
}));

test("a duration that the song states is its length", () => studio(desktop, async (page) => {
  await enter(page, song.replace("{key: G}", "{key: G}\n{duration: 3:24}"));
  assert.equal(await page.locator(".track .time").last().textContent(), "3:24");
}));

test("the key changes on stage, and in the song", () => studio(desktop, async (page) => {
  await enter(page, song);
  await page.click("[aria-label='Key up']");
  await page.waitForFunction(() => [...document.querySelectorAll(".letters .screen em")].some((one) => one.textContent === "A♭" || one.textContent === "G♯"));
  await page.keyboard.press("Escape");
  await page.waitForSelector(".stage", { state: "detached" });
  await page.waitForFunction(() => /A♭|G♯/.test(document.querySelector(".ctl.key .v").textContent));
}));

test("size and columns are kept with the song", () => studio(desktop, async (page) => {
  await enter(page, song);
  const before = await size(page);
  await page.click("[title='Smaller letters']");
  await page.click("[title='Smaller letters']");
  assert.equal(await size(page), before - 4);
  await page.click("[aria-label='Leave the stage']");
  await page.waitForTimeout(600);
  await page.reload();
  await page.waitForSelector(".cm-content");
  await page.waitForTimeout(400);
  await page.keyboard.press("Control+Enter");
  await page.waitForSelector(".letters .screen .row");
  assert.equal(await size(page), before - 4);
  await page.click("[aria-label='Fit the letters']");
  assert.equal(await size(page), before);
}));

test("Escape goes back to the line that was played", () => studio(desktop, async (page) => {
  await write(page, long);
  await page.waitForTimeout(500);
  await cursor(page, 30);
  await page.keyboard.press("Control+Enter");
  await page.waitForSelector(".letters .row.now");
  assert.match(await page.locator(".letters .row.now").textContent(), /verse 6|Line (two|three)|Line one of/);
  await page.keyboard.press("PageDown");
  const words = (await page.locator(".letters .row.now").innerText()).replace(/[^a-z0-9 ]/gi, "").slice(-6);
  await page.keyboard.press("Escape");
  await page.waitForSelector(".stage", { state: "detached" });
  await page.waitForTimeout(150);
  await page.keyboard.type("@@");
  const line = (await text(page)).split("\n").find((one) => one.includes("@@"));
  assert.ok(line?.replace(/\[[^\]]*\]/g, "").includes(words), `${words} is not in ${line}`);
}));

test("the next song of the book follows, and the one before comes back at its end", () => studio(desktop, async (page) => {
  await book(page, "One", "Two");
  await page.click(".song >> text=One");
  await page.waitForSelector("#switch >> text=1 of 2");
  await page.keyboard.press("Control+Enter");
  await page.waitForSelector(".stage .following >> text=Two");
  await page.waitForSelector(".letters .screen .row");
  await page.keyboard.press("PageDown");
  await page.waitForSelector(".stage h1 >> text=Two");
  await page.keyboard.press("PageUp");
  await page.waitForSelector(".stage h1 >> text=One");
}));

test("pages are shown as they are printed, white or dark", () => studio(desktop, async (page) => {
  await enter(page, song);
  await page.click(".stage-bar [aria-label='Pages']");
  await page.waitForSelector(".sheets.night svg");
  const box = await page.locator(".sheets svg").first().boundingBox();
  assert.ok(box.y >= 0 && box.y + box.height <= 900 && box.height > 500, JSON.stringify(box));
  await page.click("[aria-label='White paper']");
  await page.waitForSelector(".sheets:not(.night) svg");
}));

test("the bar hides when nobody touches anything, and comes back", () => studio(desktop, async (page) => {
  await page.clock.install();
  await enter(page, song);
  await page.clock.runFor(4_500);
  await page.waitForSelector(".stage.quiet");
  await page.mouse.move(300, 300);
  await page.waitForSelector(".stage:not(.quiet)");
}));

test("without the service the stage reads the song by itself", () => studio(desktop, async (page) => {
  await page.route("**/convert/json", (route) => route.abort());
  await enter(page, song);
  await page.waitForSelector(".stage .facts >> text=read without the service");
  assert.match(await page.locator(".letters .screen").textContent(), /Refrain/);
}, { allow: [/convert\/json/] }));
