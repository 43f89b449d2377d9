// Keyboard, screen readers, narrow windows, enlargement.
import assert from "node:assert/strict";
import test from "node:test";
import { clean } from "./axe.mjs";
import { desktop, drawn, phone, song, studio, write } from "./harness.mjs";

for (const colorScheme of ["light", "dark"]) {
  test(`axe finds nothing: first run, song, popovers, ${colorScheme}`, () => studio({ ...desktop, colorScheme }, async (page) => {
    await clean(page, "first run");
    await write(page, `${song}{comnent: x}\n`);
    await drawn(page);
    await page.waitForSelector(".strip .n");
    await clean(page, "song");
    await page.click("[aria-label='Show all findings']");
    for (const name of ["[aria-label='More settings']", ".ctl.key .v", "text=No capo", "[aria-label^='Style']", "[aria-label='Menu']", "text=Transpose text"]) {
      await page.click(name);
      await page.waitForSelector(".popover");
      await clean(page, name);
      await page.keyboard.press("Escape");
    }
    for (const view of ["Text", "Phone"]) {
      await page.click(`role=tab[name='${view}']`);
      await page.waitForTimeout(500);
      await clean(page, view);
    }
  }));
}

test("axe finds nothing on a phone, in both tabs", () => studio(phone, async (page) => {
  await clean(page, "first run, text");
  await write(page, song);
  await clean(page, "text");
  await page.tap("role=radio[name='Page']");
  await drawn(page);
  await clean(page, "page");
  await page.tap("[aria-label='Menu']");
  await clean(page, "menu");
}));

for (const [width, height, what] of [[320, 640, "320 px, or 400 % at 1280"], [640, 400, "200 % at 1280"], [768, 1024, "768 px"], [1024, 768, "1024 px"]]) {
  test(`no sideways scroll and nothing cut off: ${what}`, () => studio({ viewport: { width, height } }, async (page) => {
    await write(page, song);
    const tabs = width < 960 ? ["Text", "Page"] : [];
    for (const tab of tabs.length > 0 ? tabs : [null]) {
      if (tab) await page.click(`role=radio[name='${tab}']`);
      const wide = await page.evaluate(() => document.scrollingElement.scrollWidth);
      assert.ok(wide <= width, `${tab}: ${wide} px`);
      const outside = await page.evaluate(() => [...document.querySelectorAll("button")].filter((one) => one.offsetParent && !one.closest(".palette, .controls, .ptools, .popover")).map((one) => [one.getAttribute("aria-label") ?? one.textContent, one.getBoundingClientRect()]).filter(([, box]) => box.left < -1 || box.right > innerWidth + 1).map(([name]) => name));
      assert.deepEqual(outside, [], `${tab}`);
    }
  }));
}

test("targets are 44 px where fingers are, 24 px elsewhere", () => studio(phone, async (page) => {
  await write(page, song);
  const small = (least) => page.evaluate((size) => [...document.querySelectorAll("button")].filter((one) => one.offsetParent).map((one) => [one.getAttribute("aria-label") ?? one.textContent, one.getBoundingClientRect()]).filter(([, box]) => box.width < size - 0.5 || box.height < size - 0.5).map(([name, box]) => `${name} ${box.width} x ${box.height}`), least);
  assert.deepEqual((await small(44)).filter((one) => !/^(Text|Page) /.test(one)), []);
  await page.tap("role=radio[name='Page']");
  await drawn(page);
  assert.deepEqual((await small(44)).filter((one) => !/^(Text|Page) /.test(one)), []);
}));

test("by keyboard alone: skip link, header, F6 through the regions, Escape gives the focus back", () => studio(desktop, async (page) => {
  await write(page, song);
  await drawn(page);
  const active = () => page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.className ?? "");
  await page.focus(".skip");
  assert.ok((await page.locator(".skip").boundingBox()).y >= 0);
  await page.keyboard.press("Enter");
  assert.equal(await active(), "editor");
  assert.ok(await page.evaluate(() => document.body.querySelector("a, button").className === "skip"), "it is the first");
  await page.focus(".skip");
  await page.keyboard.press("F6");
  assert.ok(await page.evaluate(() => document.querySelector("#header").contains(document.activeElement)));
  await page.keyboard.press("F6");
  assert.equal(await active(), "editor");
  await page.keyboard.press("F6");
  assert.ok(await page.evaluate(() => document.querySelector("#page").contains(document.activeElement)));
  await page.keyboard.press("Shift+F6");
  assert.equal(await active(), "editor");
  await page.focus(".ctl.key .v");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".popover");
  assert.ok(await page.evaluate(() => document.querySelector(".popover").contains(document.activeElement)));
  await page.keyboard.press("Escape");
  assert.match(await active(), /^Key G/);
}));

test("Tab is never trapped in the text, and toolbars take one stop", () => studio(desktop, async (page) => {
  await write(page, song);
  await drawn(page);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Tab");
  assert.ok(await page.evaluate(() => document.querySelector("#palette").contains(document.activeElement)));
  await page.keyboard.press("ArrowRight");
  assert.ok(await page.evaluate(() => document.querySelector("#palette").contains(document.activeElement)));
  await page.keyboard.press("Tab");
  assert.ok(!(await page.evaluate(() => document.querySelector("#palette").contains(document.activeElement))));
}));

test("the splitter moves by arrow keys", () => studio(desktop, async (page) => {
  await page.focus("[role=separator]");
  await page.keyboard.press("ArrowRight");
  assert.equal(await page.getAttribute("[role=separator]", "aria-valuenow"), "46");
}));

test("? shows the keys, outside the text", () => studio(desktop, async (page) => {
  await page.focus("[aria-label='Menu']");
  await page.keyboard.press("?");
  await page.waitForSelector(".keylist >> text=Move the chord at the cursor");
}));

test("printing the page prints pages alone", () => studio(desktop, async (page) => {
  await write(page, song);
  await drawn(page);
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.isVisible("#header"), false);
  assert.equal(await page.isVisible("#text"), false);
  assert.equal(await page.isVisible(".sheet svg"), true);
}));
