// The page pane: pages, both ways, zoom, views, controls of the header.
import assert from "node:assert/strict";
import test from "node:test";
import { cursor, desktop, drawn, phone, song, studio, text, write } from "./harness.mjs";

const long = `{title: Long}\n{key: C}\n${Array.from({ length: 60 }, (_, verse) => `\n{start_of_verse}\n[C]Line one of [G]verse ${verse + 1}\n[Am]Line two of [F]it\n{end_of_verse}\n`).join("")}`;

test("a click on a word puts the cursor there, a move of the cursor shows the place", () => studio(desktop, async (page) => {
  await write(page, song);
  await drawn(page, "sweet the");
  const word = await page.locator(".sheet .lyrics[data-text*='sweet']").first().boundingBox();
  await page.mouse.click(word.x + 2, word.y + word.height / 2);
  await page.keyboard.type("X");
  assert.match(await text(page), /\[C\]s?X?sweet|\[C\]Xsweet|\[C\]sXweet/);
  await page.keyboard.press("Backspace");
  await drawn(page, "sweet the");
  await cursor(page, 11, 6);
  await page.waitForSelector(".here.strong");
  const band = await page.locator(".here").first().boundingBox();
  const line = await page.locator(".sheet [data-line='11']").first().boundingBox();
  assert.ok(band.y <= line.y + 2 && band.y + band.height >= line.y + line.height - 2, JSON.stringify({ band, line }));
}));

test("typing keeps nodes that did not change, and the scroll place", () => studio(desktop, async (page) => {
  await write(page, long);
  await drawn(page, "verse 1");
  await page.keyboard.press("Control+End");
  await page.waitForTimeout(400);
  await page.evaluate(() => {
    const room = document.querySelector(".room");
    room.scrollTop = room.scrollHeight;
    document.querySelector(".sheet svg").marked = true;
  });
  await page.keyboard.type(" more");
  await page.waitForTimeout(600);
  const after = await page.evaluate(() => ({ top: document.querySelector(".room").scrollTop, marked: document.querySelector(".sheet svg")?.marked }));
  assert.ok(after.top > 100, `the page jumped to ${after.top}`);
}));

test("while a line is broken the last good page stays", () => studio(desktop, async (page) => {
  await write(page, song);
  await drawn(page, "sweet the");
  await page.route("**/preview", (route) => route.fulfill({ status: 422, contentType: "application/problem+json", body: JSON.stringify({ title: "The song cannot be converted", line: 23 }) }));
  await page.keyboard.press("Control+End");
  await page.keyboard.type("x");
  await page.waitForSelector(".status >> text=Page shows the song before line 23 broke");
  assert.ok(await page.isVisible(".sheet [data-text*='sweet']"));
  await page.unroute("**/preview");
  await page.keyboard.type("y");
  await page.waitForFunction(() => !document.querySelector(".status").textContent);
}, { allow: [/422/] }));

test("zoom: fit width, fit page, true size, steps, Ctrl and wheel", () => studio(desktop, async (page) => {
  await write(page, song);
  await drawn(page);
  const width = () => page.evaluate(() => Math.round(document.querySelector(".sheet").getBoundingClientRect().width));
  const room = await page.evaluate(() => document.querySelector(".room").clientWidth);
  assert.ok(Math.abs((await width()) - (room - 56)) <= 2);
  await page.click("text=Fit page");
  const height = await page.evaluate(() => [document.querySelector(".sheet").getBoundingClientRect().height, document.querySelector(".room").clientHeight]);
  assert.ok(height[0] <= height[1]);
  await page.click(".zoom .v");
  assert.ok(Math.abs((await width()) - 793) <= 2, `A4 is 595 pt, 793 px: ${await width()}`);
  await page.click("[aria-label='Larger']");
  assert.match(await page.textContent(".zoom .v"), /125 %/);
  await page.mouse.move(1100, 500);
  await page.keyboard.down("Control");
  await page.mouse.wheel(0, -100);
  await page.keyboard.up("Control");
  await page.waitForFunction(() => parseInt(document.querySelector(".zoom .v").textContent) > 130);
}));

test("key: stepper, grid, and the way back; capo and instrument", () => studio(desktop, async (page) => {
  await write(page, song);
  await drawn(page);
  await page.click(".ctl.key .v");
  await page.click(".keygrid >> text=/^E$/");
  await page.waitForSelector(".sheet .chord[data-text='E']");
  await page.click(".ctl.key .v");
  await page.click("text=Original G");
  await page.waitForSelector(".sheet .chord[data-text='G']");
  await page.click("text=No capo");
  await page.click(".frets >> text=2");
  await page.waitForSelector(".sheet .chord[data-text='F']");
  assert.match(await page.textContent(".played"), /F → G/);
  await page.keyboard.press("Control+z");
  await page.waitForSelector(".sheet .chord[data-text='G']");
  await page.click("[aria-label^='Instrument']");
  await page.click(".popover >> text=/^Ukulele/");
  await page.waitForFunction(() => document.querySelector("[aria-label^='Instrument']").textContent.includes("Ukulele"));
}));

test("an unknown key is guessed, and can be written down", () => studio(desktop, async (page) => {
  await write(page, "{title: x}\n[G]one [C]two [D7]three [G]four [Em]five [C]six [D7]seven [G]eight");
  await drawn(page);
  await page.waitForSelector(".v.guess");
  await page.click(".ctl.key .v");
  await page.click("text=Write {key: G}");
  assert.match(await text(page), /^\{title: x\}\n\{key: G\}\n/);
}));

test("paper and style change the page; a style that is pointed at is shown, and Escape takes it back", () => studio(desktop, async (page) => {
  await write(page, song);
  await drawn(page);
  await page.click("[aria-label^='Paper']");
  await page.click(".popover >> text=/^A5/");
  const ratio = () => page.evaluate(() => { const box = document.querySelector(".sheet").getBoundingClientRect(); return box.height / box.width; });
  await page.waitForFunction(() => document.querySelector(".sheet svg").viewBox.baseVal.width < 450);
  await page.click("[aria-label^='Paper']");
  await page.click(".popover >> text=Sideways");
  await page.waitForFunction(() => document.querySelector(".sheet svg").viewBox.baseVal.width > 500);
  assert.ok((await ratio()) < 1);
  await page.keyboard.press("Escape");
  await page.click("[aria-label^='Style']");
  const before = await page.evaluate(() => document.querySelector(".sheet .title path").outerHTML);
  await page.hover(".styles > button >> nth=1");
  await page.waitForFunction((old) => document.querySelector(".sheet .title path").outerHTML !== old, before);
  await page.keyboard.press("Escape");
  await page.waitForFunction((old) => document.querySelector(".sheet .title path").outerHTML === old, before);
}));

test("more settings change the page and show their configuration", () => studio(desktop, async (page) => {
  await write(page, song);
  await drawn(page);
  await page.click("[aria-label='More settings']");
  await page.selectOption("label:has-text('Chorus repeated') select", { label: "All its lines" });
  await page.click(".settings [aria-label='Page'] >> text=Show as configuration");
  assert.match(await page.textContent(".settings [aria-label='Page'] pre"), /"quote": true/);
}));

test("the other views show the same song", () => studio(desktop, async (page) => {
  await write(page, song);
  await drawn(page);
  await page.click("role=tab[name='Text']");
  await page.waitForSelector(".text-view pre >> text=sweet the sound");
  await page.click("role=tab[name='ChordPro']");
  await page.waitForSelector(".text-view pre >> text={title: Amazing Grace}");
  await page.click("role=tab[name='JSON']");
  await page.waitForFunction(() => document.querySelector(".text-view pre").textContent.startsWith("{"));
  JSON.parse(await page.textContent(".text-view pre"));
  await page.click("role=tab[name='Phone']");
  await page.frameLocator(".phone-view iframe").locator("text=sweet").first().waitFor();
}));

test("on a phone: tabs, chord bar, dock, bigger letters", () => studio(phone, async (page) => {
  await write(page, song);
  await page.waitForSelector(".chordbar");
  await page.tap(".chordbar >> text=/^D$/");
  await page.tap("[aria-label='Chord to the left']");
  await page.tap("role=radio[name='Page']");
  await drawn(page);
  await page.tap(".dock [aria-label='Up a semitone']");
  await page.waitForSelector(".sheet .chord[data-text='Ab']");
  await page.tap("text=Bigger letters");
  await page.frameLocator(".phone-view iframe").locator("text=sweet").first().waitFor();
  await page.tap(".flag");
  await drawn(page);
  await page.tap("role=radio[name='Text']");
  assert.match(await text(page), /Amazing Grace/);
}));

test("dark by the system, and by choice; the paper can stay white or turn", () => studio({ ...desktop, colorScheme: "dark" }, async (page) => {
  await write(page, song);
  await drawn(page);
  const colour = (selector) => page.evaluate((one) => getComputedStyle(document.querySelector(one)).backgroundColor, selector);
  assert.equal(await colour("header.bar"), "rgb(18, 24, 21)");
  assert.equal(await colour(".sheet"), "rgb(233, 236, 233)");
  await page.click("[aria-label='Menu']");
  await page.click(".choice >> text=White");
  assert.equal(await colour(".sheet"), "rgb(255, 255, 255)");
  await page.click(".choice >> text=Light");
  assert.equal(await colour("header.bar"), "rgb(252, 253, 251)");
}));
