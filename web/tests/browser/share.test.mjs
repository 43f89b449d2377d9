// Share links: made, opened, kept, closed, cut; and links that the service makes.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import test from "node:test";
import { address, book, desktop, drawn, phone, song, studio, text, write } from "./harness.mjs";

const clipboard = (page) => page.evaluate(() => navigator.clipboard.readText());

async function shared(page) {
  await page.click("[aria-label='Share']");
  await page.waitForFunction(() => document.querySelector(".share .address")?.value.includes("#s="));
  const words = await page.locator(".share .note").first().textContent();
  await page.click("text=Copy link");
  return { link: await clipboard(page), words };
}

test("a link holds the song, its key and its look, and nothing is sent", () => studio(desktop, async (page, context) => {
  await write(page, song);
  await drawn(page);
  await page.click("[aria-label='Up a semitone']");
  await page.click("[aria-label='Up a semitone']");
  const { link, words } = await shared(page);
  assert.ok(link.startsWith(`${address}#s=`));
  assert.equal(words, `${link.length} characters`);
  const reader = await context.browser().newContext();
  const other = await reader.newPage();
  const asked = [];
  other.on("request", (request) => asked.push(request.url()));
  await other.goto(link);
  await other.waitForSelector(".notice >> text=Someone shared this song.");
  assert.match(await text(other), /A\[G\]mazing/);
  await other.waitForSelector(".sheet [data-text='A']");
  assert.ok(asked.every((url) => !url.includes("#") && !url.includes(link.split("#s=")[1].slice(0, 40))));
  await reader.close();
}));

test("a shared song is never put over one's own; closing it comes back, keeping it adds it", () => studio(desktop, async (page) => {
  await write(page, "{title: Mine}\n[C]mine\n");
  await page.waitForTimeout(500);
  const { link } = await shared(page);
  await page.click("[aria-label='Menu']");
  await page.click("role=menuitem[name=/New song/]");
  await write(page, "{title: Other}\n[C]other\n");
  await page.waitForTimeout(500);
  await page.evaluate((to) => (location.href = to), link);
  await page.waitForSelector("#switch >> text=Mine");
  await page.click(".notice >> text=Close");
  await page.waitForSelector("#switch >> text=Other");
  assert.equal(new URL(page.url()).hash, "");
  await page.evaluate((to) => (location.href = to), link);
  await page.waitForSelector(".notice >> text=Someone shared this song.");
  await page.click("text=Keep it");
  await page.waitForSelector(".notice", { state: "detached" });
  await page.waitForTimeout(500);
  await page.click("#switch");
  assert.deepEqual((await page.locator(".song b").allTextContents()).sort(), ["Mine", "Mine", "Other"]);
}));

test("whoever changes a shared song keeps it", () => studio(desktop, async (page) => {
  await write(page, "{title: Mine}\n[C]mine\n");
  const { link } = await shared(page);
  await page.goto("about:blank");
  await page.goto(link);
  await page.waitForSelector(".notice >> text=Someone shared this song.");
  await page.click(".cm-content");
  await page.keyboard.press("Control+End");
  await page.keyboard.type("and yours");
  await page.waitForSelector(".toast >> text=Kept among your songs.");
  await page.waitForTimeout(600);
  await page.reload();
  await page.waitForSelector(".cm-content");
  assert.match(await text(page), /and yours/);
}));

test("a whole book travels with the keys of its songs", () => studio(desktop, async (page) => {
  await book(page, "One", "Two");
  await page.locator(".key-chip").first().click();
  await page.click(".keygrid >> text='A'");
  await page.click("[aria-label='Share']");
  await page.click("role=radio[name='Whole book']");
  await page.waitForTimeout(300);
  const link = await page.inputValue(".share .address");
  await page.goto("about:blank");
  await page.goto(link);
  await page.waitForSelector(".notice >> text=Someone shared 2 songs.");
  await page.click("text=Keep them");
  await page.waitForTimeout(500);
  await page.reload();
  await page.waitForSelector("#switch >> text=1 of 2");
  await page.click("#switch");
  assert.deepEqual(await page.locator(".key-chip").allTextContents(), ["A", "G"]);
}));

test("a link that is cut, damaged or newer says so, and the song that was open is there", () => studio(desktop, async (page) => {
  await write(page, "{title: Mine}\n[C]mine\n");
  await page.waitForTimeout(500);
  const { link } = await shared(page);
  for (const [hash, words] of [[link.slice(0, -12), "This link is cut or damaged."], [`${address}#s=%%%`, "This link is cut or damaged."], [`${address}#s=Ag`, "This link is of a newer studio."]]) {
    await page.goto("about:blank");
    await page.goto(hash);
    await page.waitForSelector(`.notice >> text=${words}`);
    assert.match(await text(page), /mine/);
  }
}));

test("a long link offers the file instead", () => studio(desktop, async (page) => {
  // What has no pattern is not made shorter.
  const noise = randomBytes(9000).toString("base64").replace(/(.{60})/g, "$1\n");
  await write(page, `{title: Long}\n[C]la\n${noise}`);
  await page.click("[aria-label='Share']");
  await page.waitForSelector(".share .long >> text=Long link: some programs cut it.");
  const download = page.waitForEvent("download");
  await page.click("text=Download the file instead");
  assert.equal((await download).suggestedFilename(), "long.cho");
}));

test("on a phone the link goes to the phone's own sharing", () => studio(phone, async (page, context) => {
  await context.addInitScript(() => Object.defineProperty(navigator, "share", { value: async (what) => { window.given = what; } }));
  await page.reload();
  await page.waitForSelector(".cm-content");
  await write(page, "{title: Mine}\n[C]mine\n");
  await page.tap("role=radio[name='Page']");
  await page.tap("[aria-label='Share']");
  await page.waitForFunction(() => document.querySelector(".share .address")?.value.includes("#s="));
  await page.tap("text=Send …");
  const given = await page.evaluate(() => window.given);
  assert.equal(given.title, "Mine");
  assert.match(given.url, /#s=/);
}));

test("a link to a picture is asked for where the service makes such links, and only there", () => studio(desktop, async (page) => {
  await write(page, "{title: Mine}\n[C]mine\n");
  await page.route("**/openapi.json", (route) => route.fulfill({ json: { paths: { "/links": {} } } }));
  await page.route("**/links", (route) => route.fulfill({ json: { path: "/song/abc.svg?signature=x", expires: 2_000_000_000 } }));
  await page.click("[aria-label='Share']");
  await page.click("text=Link to a picture or PDF");
  const asked = page.waitForRequest("**/links");
  await page.click(".signed .pill >> text=Picture");
  const body = (await asked).postDataJSON();
  assert.deepEqual([body.output_format, body.expires_in, typeof body.options.config], ["svg", 604_800, "string"]);
  await page.waitForSelector(".signed >> text=good until");
  assert.equal(await clipboard(page), `${address}song/abc.svg?signature=x`);
}));
