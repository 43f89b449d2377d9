// The text pane: paste, completion, chords, findings and their fixes, undo of everything.
import assert from "node:assert/strict";
import test from "node:test";
import { cursor, desktop, drawn, paste, sheet, song, studio, text, write } from "./harness.mjs";

test("the first key stroke makes a page of the first run", () => studio(desktop, async (page) => {
  await page.waitForSelector(".cards");
  assert.ok(await page.isDisabled("text=Download PDF"));
  await page.click(".cm-content");
  await page.keyboard.type("Hello [G]world");
  await drawn(page, "world");
  assert.equal(await page.$(".cards"), null);
}));

test("typing closes brackets, and completion puts chords of the song in", () => studio(desktop, async (page) => {
  await write(page, song);
  await drawn(page);
  await page.keyboard.press("Control+End");
  await page.keyboard.type("La [G");
  await page.waitForSelector(".cm-tooltip-autocomplete");
  assert.match(await page.textContent(".cm-tooltip-autocomplete li >> nth=0"), /^G/);
  // The list takes no key in its first 75 ms.
  await page.waitForTimeout(150);
  await page.keyboard.press("Tab");
  await page.keyboard.type(" la");
  assert.match(await text(page), /La \[G7?\] la$/);
}));

test("a section that is completed gets its end", () => studio(desktop, async (page) => {
  await page.click(".cm-content");
  await page.keyboard.type("{start_of_ch");
  await page.waitForSelector(".cm-tooltip-autocomplete");
  await page.waitForTimeout(150);
  await page.keyboard.press("Enter");
  await page.keyboard.type("[C]Sing");
  assert.equal(await text(page), "{start_of_chorus}\n[C]Sing\n{end_of_chorus}");
}));

test("chords over lyrics are converted at once in an empty song; undo gives the paste, then nothing", () => studio(desktop, async (page) => {
  await paste(page, sheet);
  await page.waitForSelector(".notice");
  assert.match(await page.textContent(".notice"), /Converted from chords over lyrics/);
  assert.match(await text(page), /\[G\]Amazing \[G7\]grace, how \[C\]sweet the \[G\]sound/);
  await page.keyboard.press("Control+z");
  assert.equal((await text(page)).trim(), sheet.trim());
  await page.keyboard.press("Control+z");
  await page.waitForSelector(".cards");
}));

test("in a song that is there, conversion is offered, and Alt+Enter accepts", () => studio(desktop, async (page) => {
  await write(page, "{title: Mine}\n\n");
  await paste(page, sheet);
  await page.waitForSelector(".notice >> text=Convert");
  assert.match(await text(page), /G {7}G7/);
  await page.keyboard.press("Alt+Enter");
  await page.waitForSelector(".notice >> text=Undo");
  assert.match(await text(page), /^\{title: Mine\}[^]*\[G\]Amazing/);
}));

test("Alt and arrows move the chord at the cursor, with Shift by a word", () => studio(desktop, async (page) => {
  await write(page, "A[G]mazing grace");
  await cursor(page, 1, 3);
  await page.keyboard.press("Alt+ArrowRight");
  assert.equal(await text(page), "Am[G]azing grace");
  await page.keyboard.press("Alt+Shift+ArrowRight");
  assert.equal(await text(page), "Amazing [G]grace");
  await page.keyboard.press("Alt+ArrowLeft");
  assert.equal(await text(page), "Amazing[G] grace");
}));

test("the palette puts a chord at the cursor, and replaces the one that the cursor is in", () => studio(desktop, async (page) => {
  await write(page, "{key: G}\nAmazing");
  await drawn(page, "Amazing");
  await cursor(page, 2, 2);
  await page.click("#palette >> text=Am");
  assert.equal(await text(page), "{key: G}\nA[Am]mazing");
  await cursor(page, 2, 4);
  await page.click("#palette .chip >> text=/^C/");
  assert.equal(await text(page), "{key: G}\nA[C]mazing");
}));

test("the palette works by keyboard alone", () => studio(desktop, async (page) => {
  await write(page, "{key: G}\nAmazing");
  await drawn(page, "Amazing");
  await page.keyboard.press("Alt+c");
  await page.keyboard.press("5");
  await page.keyboard.press("Enter");
  assert.equal(await text(page), "{key: G}\nAmazing[D]");
  await page.keyboard.type("!");
  assert.equal(await text(page), "{key: G}\nAmazing[D]!");
}));

test("a finding is underlined, counted, explained and fixed", () => studio(desktop, async (page) => {
  await write(page, "{title: x}\n{key: G}\n{comnent: softly}\nA[G]mazing");
  await page.waitForSelector(".strip .n");
  assert.match(await page.textContent(".strip"), /1 thing to look at.*Line 3/);
  await page.waitForSelector(".cm-finding-warning");
  await page.keyboard.press("F8");
  await page.waitForSelector(".cm-card button.go");
  await page.keyboard.press("Alt+Enter");
  assert.match(await text(page), /\{comment: softly\}/);
  await page.waitForSelector(".strip .ok");
  await page.keyboard.press("Control+z");
  assert.match(await text(page), /\{comnent: softly\}/);
}));

test("the list of findings opens, and leads to the place", () => studio(desktop, async (page) => {
  await write(page, "{title: x}\n{comnent: a}\n[G]x\n{foobar: b}");
  await page.waitForSelector(".strip .n");
  await page.click("[aria-label='Show all findings']");
  assert.ok((await page.$$(".findings li.warning")).length >= 2);
  await page.click(".findings li >> text=/Line 4/");
  await page.keyboard.press("Home");
  await page.keyboard.type("x");
  assert.match(await text(page), /x\{foobar: b\}$/);
}));

test("undo takes back key and text in the order in which they were done", () => studio(desktop, async (page) => {
  await write(page, song);
  await drawn(page);
  await page.click("[aria-label='Up a semitone']");
  await page.waitForFunction(() => document.querySelector(".ctl.key .v").textContent.trim() === "A♭");
  await page.keyboard.press("Control+z");
  await page.waitForFunction(() => document.querySelector(".ctl.key .v").textContent.trim() === "G");
  assert.match(await page.textContent(".kept"), /Undone: key A♭|Undone: key Ab/);
  assert.match(await text(page), /Amazing Grace/);
  await page.keyboard.press("Control+Shift+z");
  await page.waitForFunction(() => document.querySelector(".ctl.key .v").textContent.trim() === "A♭");
}));

test("transposing the text rewrites chords and key as one step", () => studio(desktop, async (page) => {
  await write(page, song);
  await drawn(page);
  await page.click("text=Transpose text");
  await page.click(".popover [aria-label='Up a semitone']");
  assert.match(await text(page), /\{key: Ab\}[^]*A\[Ab\]mazing \[Ab7\]grace, how \[Db\]sweet/);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+z");
  assert.match(await text(page), /\{key: G\}[^]*A\[G\]mazing/);
}));

test("a section is put around what is selected", () => studio(desktop, async (page) => {
  await write(page, "one\ntwo");
  await page.keyboard.press("Control+a");
  await page.click(".tools >> text=Section");
  await page.click(".popover >> text=Chorus >> nth=0");
  assert.equal(await text(page), "{start_of_chorus}\none\ntwo\n{end_of_chorus}");
}));

test("what is typed survives a reload at once", () => studio(desktop, async (page) => {
  await write(page, song);
  await page.keyboard.press("Control+End");
  await page.keyboard.type("last words");
  await page.reload();
  await page.waitForSelector(".cm-content");
  await page.waitForFunction(() => document.title.startsWith("Amazing Grace"));
  assert.match(await text(page), /last words$/);
}));

