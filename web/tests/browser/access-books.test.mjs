// Books, sharing, stage and tour for keyboards, screen readers, narrow windows.
import assert from "node:assert/strict";
import test from "node:test";
import { clean } from "./axe.mjs";
import { desktop, drawn, phone, song, studio, write } from "./harness.mjs";

/** A book of two songs, with its drawer open. */
async function book(page) {
  await page.click("[aria-label='Menu']");
  await page.click("role=menuitem[name=/New book/]");
  await page.waitForTimeout(200);
  await write(page, song);
  await page.waitForTimeout(450);
  await page.click("#switch");
  await page.click("text=Add a song");
  await page.waitForTimeout(200);
  await write(page, "{title: Kalinka}\n[Em]Kalinka\n");
  await drawn(page);
  if (!(await page.isVisible("#drawer"))) await page.click("#switch");
}

for (const colorScheme of ["light", "dark"]) {
  test(`axe finds nothing: drawer, menus, share, download, tour, bars, ${colorScheme}`, () => studio({ ...desktop, colorScheme }, async (page) => {
    await book(page);
    await clean(page, "drawer");
    await page.locator(".song").last().hover();
    await page.click("[aria-label='More for Kalinka']");
    await clean(page, "menu of a song");
    await page.keyboard.press("Escape");
    await page.click("[aria-label='Other books']");
    await clean(page, "books");
    await page.keyboard.press("Escape");
    await page.locator(".key-chip").first().click();
    await clean(page, "key of a song");
    await page.keyboard.press("Escape");
    await page.click("[aria-label='Share']");
    await page.waitForFunction(() => document.querySelector(".share .address")?.value.includes("#s="));
    await clean(page, "share");
    await page.keyboard.press("Escape");
    await page.click("[aria-label='Other ways to take it with you']");
    await page.click("role=menuitem[name=/Copy as a request/]");
    await clean(page, "download");
    await page.keyboard.press("Escape");
    await page.evaluate(() => (location.hash = "s=cut"));
    await page.waitForSelector(".notice");
    await clean(page, "bar");
    await page.click("[aria-label='Menu']");
    await page.click("role=menuitem[name=/Tour/]");
    await page.waitForSelector(".tour-card");
    await page.click("text=Show me");
    await page.waitForTimeout(300);
    await clean(page, "tour");
  }));
}

for (const [options, what] of [[desktop, "desktop"], [phone, "phone"]]) {
  test(`axe finds nothing on stage: ${what}`, () => studio(options, async (page) => {
    await write(page, song);
    await page.waitForTimeout(500);
    await page.click("[aria-label='Stage']");
    await page.waitForSelector(".letters .screen .row");
    await clean(page, "letters");
    await page.click("[aria-label='White paper']");
    await clean(page, "white paper");
    await page.click(".stage-bar [aria-label='Pages']");
    await page.waitForSelector(".sheets svg");
    await clean(page, "pages");
  }));
}

test("axe finds nothing in the drawer of a phone", () => studio(phone, async (page) => {
  await write(page, song);
  await page.waitForTimeout(450);
  await page.tap("#switch");
  await page.waitForTimeout(400);
  await clean(page, "drawer");
}));

test("at 320 px the stage and the drawer fit, and every target is large enough", () => studio({ ...phone, viewport: { width: 320, height: 600 } }, async (page) => {
  await write(page, song);
  await page.waitForTimeout(500);
  const outside = () => page.evaluate(() => [...document.querySelectorAll(".stage button, #drawer button")].map((one) => [one.getAttribute("aria-label") ?? one.textContent, one.getBoundingClientRect()]).filter(([, box]) => box.width > 0 && (box.left < -1 || box.right > innerWidth + 1 || box.height < 24 || box.width < 24)).map(([name]) => name));
  await page.tap("#switch");
  await page.waitForTimeout(400);
  assert.deepEqual(await outside(), []);
  await page.keyboard.press("Escape");
  await page.tap("[aria-label='Stage']");
  await page.waitForSelector(".letters .screen .row");
  assert.deepEqual(await outside(), []);
  const wide = await page.evaluate(() => [...document.querySelectorAll(".letters .screen .row")].filter((one) => one.getBoundingClientRect().right > innerWidth).length);
  assert.equal(wide, 0);
}));

test("menus are walked by arrow keys, and give the focus back", () => studio(desktop, async (page) => {
  await write(page, song);
  await drawn(page);
  await page.focus("[aria-label='Other ways to take it with you']");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".popover [role=menu]");
  await page.keyboard.press("ArrowDown");
  assert.match(await page.evaluate(() => document.activeElement.textContent), /Print/);
  await page.keyboard.press("End");
  assert.match(await page.evaluate(() => document.activeElement.textContent), /Copy as a request/);
  await page.keyboard.press("Escape");
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute("aria-label")), "Other ways to take it with you");
  await page.focus("[aria-label='Share']");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".share");
  await page.keyboard.press("Escape");
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute("aria-label")), "Share");
}));
