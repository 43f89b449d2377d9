// A book in the page pane: the open song alone, or all of it.
import assert from "node:assert/strict";
import test from "node:test";
import { desktop, drawn, studio, text, write } from "./harness.mjs";

test("the whole book is shown, a click opens the song that it is in, and typing is followed", () => studio(desktop, async (page) => {
  await page.click("[aria-label='Menu']");
  await page.click("role=menuitem[name=/New book/]");
  await page.waitForTimeout(300);
  await write(page, "{title: One}\n{key: G}\n[G]First words\n");
  await page.waitForTimeout(500);
  await page.click("#switch");
  await page.click("text=Add a song");
  await page.waitForTimeout(300);
  await write(page, "{title: Two}\n{key: D}\n[D]Second words\n");
  await drawn(page, "Second words");
  assert.equal(await page.locator(".sheet [data-text*='First']").count(), 0);
  await page.click("role=radio[name='Whole book']");
  await drawn(page, "First words");
  await page.waitForSelector(".sheet [data-text*='Second words']", { state: "attached" });
  await page.evaluate(() => document.querySelector(".sheet .lyrics[data-text*='First']").scrollIntoView({ block: "center" }));
  await page.waitForTimeout(300);
  const word = await page.locator(".sheet .lyrics[data-text*='First']").first().boundingBox();
  await page.mouse.click(word.x + 3, word.y + word.height / 2);
  await page.waitForFunction(() => document.querySelector("#switch").textContent.includes("1 of 2"));
  assert.match(await text(page), /title: One/);
  await page.keyboard.type("Fine ");
  await drawn(page, "Fine");
  await page.waitForSelector(".here");
  await page.click("role=radio[name='This song']");
  await page.waitForFunction(() => !document.querySelector(".sheet [data-text*='Second words']"));
  await drawn(page, "Fine");
}));
