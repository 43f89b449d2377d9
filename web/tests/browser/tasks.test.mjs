// The ten tasks of docs/studio.md, by pointer and keyboard as people do them, with their clicks and keys counted. The table there
// has the numbers that are counted here.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { desktop, drawn, sheet, studio, text } from "./harness.mjs";

const counted = new Map();

/** A pointer and a keyboard that count. Text that is typed counts as one. */
function hands(page) {
  let count = 0;
  return {
    click: (selector) => ((count += 1), page.click(selector)),
    press: (key) => ((count += 1), page.keyboard.press(key)),
    type: (words) => ((count += 1), page.keyboard.type(words)),
    done(task) {
      counted.set(task, count);
      count = 0;
    },
  };
}

const long = Array.from({ length: 9 }, (_, verse) => `{start_of_verse: Verse ${verse + 1}}\nA[G]mazing [G7]grace, how [C]sweet the [G]sound\nThat saved a wretch like [D]me\n{end_of_verse}\n`).join("\n");

test("ten tasks", () => studio(desktop, async (page) => {
  const hand = hands(page);
  await page.evaluate((value) => navigator.clipboard.writeText(value), sheet);
  await hand.press("Control+v");
  await page.waitForSelector(".notice");
  assert.match(await text(page), /A?\[G\]Amazing \[G7\]grace/);
  await drawn(page, "sweet");
  hand.done("Paste a sheet from a tab site");

  await hand.click(".ctl.key .v");
  await hand.click(".keygrid >> text=/^E$/");
  await page.waitForSelector(".sheet .chord[data-text='E']");
  hand.done("To the key of E");

  await hand.click("text=No capo");
  await hand.click(".frets >> text=2");
  await page.waitForSelector(".sheet .chord[data-text='D']");
  hand.done("Capo at the second fret");

  await hand.click("[aria-label^='Instrument']");
  await hand.click(".popover >> text=/^Ukulele/ >> nth=0");
  await page.waitForSelector("[aria-label='Instrument Ukulele']");
  hand.done("Diagrams for the ukulele");

  await page.click(".cm-content");
  await page.keyboard.press("Control+End");
  await page.keyboard.insertText(`\n${long}`);
  await page.waitForFunction(() => document.querySelectorAll(".sheet").length > 1);
  await hand.click("[aria-label='More settings']");
  await hand.click("text=Fit on one page");
  await page.waitForFunction(() => document.querySelectorAll(".sheet").length === 1);
  hand.done("Onto one page");
  await page.keyboard.press("Escape");

  await page.click(".cm-content");
  await page.keyboard.press("Control+End");
  await page.keyboard.insertText("\n{comnent: softly}");
  await page.waitForSelector(".strip .pill");
  await hand.click(".strip .pill");
  await page.waitForSelector(".strip .ok");
  assert.match(await text(page), /\{comment: softly\}/);
  hand.done("Fix a finding");

  await hand.click("[aria-label='Menu']");
  await hand.click("role=menuitem[name=/New song/]");
  await page.waitForSelector(".cards");
  hand.done("A second song");
  await page.click(".cm-content");
  await page.keyboard.insertText("{title: Second}\n[G]La [D]la\n");
  await drawn(page, "La");
  await page.waitForTimeout(500);

  await hand.click("#switch");
  await hand.click("#drawer >> text=New book");
  await hand.click("text=/Make a book of 2 songs/");
  await page.waitForSelector("#switch >> text=of 2");
  hand.done("A book of two songs");

  await hand.click("role=button[name='Share']");
  await page.waitForSelector(".share .btn.main:not([disabled])");
  await hand.click("role=button[name='Copy link']");
  await page.waitForFunction(() => navigator.clipboard.readText().then((link) => link.includes("#s=")));
  hand.done("Share a link");

  let printed = false;
  await page.route("**/convert**", (route) => {
    printed = true;
    return route.continue();
  });
  await hand.press("Control+p");
  for (let tries = 0; tries < 50 && !printed; tries += 1) await page.waitForTimeout(100);
  assert.ok(printed, "the PDF is asked for");
  hand.done("Print");

  const documented = new Map([...readFileSync(new URL("../../../docs/studio.md", import.meta.url), "utf8").matchAll(/^\| ([^|`]+?) \| (\d+) \|/gm)].map((row) => [row[1], Number(row[2])]));
  assert.deepEqual(Object.fromEntries(counted), Object.fromEntries(documented));
}));
