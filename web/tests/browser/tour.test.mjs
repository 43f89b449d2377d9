// The tour: each task is recognised, the song is kept or thrown away.
import assert from "node:assert/strict";
import test from "node:test";
import { cursor, desktop, studio, text, write } from "./harness.mjs";

const start = async (page) => {
  await page.click("[aria-label='Menu']");
  await page.click("role=menuitem[name=/Tour/]");
  await page.waitForSelector(".tour-card >> text=1 of 6");
};
const done = (page) => page.waitForSelector(".tour-card .task.done");
const next = (page) => page.click(".tour-card >> text=Next");

test("six tasks, each ticked when it is done by hand", () => studio(desktop, async (page) => {
  await start(page);
  assert.equal(await page.locator(".task.done").count(), 0);
  await cursor(page, 3, 2);
  await page.keyboard.insertText("[G]");
  await done(page);
  await next(page);
  await cursor(page, 2, 1);
  await page.keyboard.insertText("{key: G}\n");
  await done(page);
  await next(page);
  await cursor(page, 4, 1);
  await page.keyboard.insertText("{start_of_chorus}\n");
  assert.equal(await page.locator(".task.done").count(), 0);
  await page.keyboard.press("Control+End");
  await page.keyboard.insertText("{end_of_chorus}\n");
  await done(page);
  await next(page);
  await page.keyboard.press("Control+End");
  await page.keyboard.insertText("{chorus}\n");
  await done(page);
  await next(page);
  await page.click("[aria-label='Up a semitone']");
  await done(page);
  await next(page);
  await page.click("[aria-label='Share']");
  await done(page);
  await page.keyboard.press("Escape");
  await next(page);
  await page.click("text=Keep the song");
  await page.waitForSelector(".tour-card", { state: "detached" });
  await page.waitForTimeout(600);
  await page.reload();
  await page.waitForSelector(".cm-content");
  assert.match(await text(page), /\{chorus\}/);
}));

test("Show me does a task, Skip leaves it out, Escape ends, and one's own song is there again", () => studio(desktop, async (page) => {
  await write(page, "{title: Mine}\n[C]mine\n");
  await page.waitForTimeout(500);
  await start(page);
  await page.click("text=Show me");
  await done(page);
  await next(page);
  await page.click(".tour-card >> text=Skip");
  await page.waitForSelector(".tour-card >> text=3 of 6");
  await page.keyboard.press("Escape");
  await page.waitForSelector("#switch >> text=Mine");
  assert.equal(await page.locator(".tour-card").count(), 0);
  await page.click("#switch");
  assert.deepEqual(await page.locator(".song b").allTextContents(), ["Mine"]);
}));
