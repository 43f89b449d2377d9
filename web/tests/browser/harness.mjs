// What the browser tests share: one Chromium a file, a page with what must not happen watched, and the editor's text.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { after, before } from "node:test";
import { chromium } from "playwright-core";

export const address = process.env.STUDIO_URL ?? "http://127.0.0.1:8090/";
const executablePath = process.env.CHROMIUM ?? ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);

export const desktop = { viewport: { width: 1440, height: 900 } };
export const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };

let browser;
before(async () => {
  browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
});
after(() => browser?.close());

/**
 * Opens the studio in a context of its own, runs `use(page, context)`, and checks what holds for all: nothing on the console, no
 * error, no refusal by the policy, no request to another origin. `allow`: patterns of console lines that the test brings about.
 */
export async function studio(options, use, { allow = [], url = address } = {}) {
  const context = await browser.newContext({ permissions: ["clipboard-read", "clipboard-write"], acceptDownloads: true, serviceWorkers: "block", ...options });
  const wrong = [];
  context.on("console", (message) => {
    if (!["error", "warning"].includes(message.type())) return;
    const text = `${message.text()} ${message.location().url}`;
    // The tests answer for the service; a worker between them and the page would ask it by itself.
    if (/Service Worker registration blocked/.test(text)) return;
    if (!allow.some((one) => one.test(text))) wrong.push(`console: ${text}`);
  });
  context.on("weberror", (error) => wrong.push(`error: ${error.error().stack}`));
  context.on("request", (request) => {
    const to = new URL(request.url());
    if (/^https?:$/.test(to.protocol) && to.origin !== new URL(url).origin) wrong.push(`request to ${to.origin}`);
  });
  const page = await context.newPage();
  try {
    await page.goto(url);
    await page.waitForSelector(".cm-content");
    await use(page, context);
  } finally {
    await context.close();
  }
  assert.deepEqual(wrong, []);
}

/** The text in the editor, as far as it is in view. */
export const text = (page) => page.evaluate(() => [...document.querySelector(".editor").shadowRoot.querySelectorAll(".cm-line")].map((line) => line.textContent).join("\n"));

/** Puts a text into an empty editor as a paste does not: by typing it in one go. */
export async function write(page, song) {
  await page.click(".cm-content");
  await page.keyboard.insertText(song);
}

/** Pastes a text as people do. */
export async function paste(page, song) {
  await page.click(".cm-content");
  await page.evaluate((value) => navigator.clipboard.writeText(value), song);
  await page.keyboard.press("Control+v");
}

/** Until the page shows what is in the editor. */
export async function drawn(page, words) {
  if (words) await page.waitForSelector(`.sheet [data-text*=${JSON.stringify(words)}]`);
  else await page.waitForSelector(".sheet svg");
}

/** Puts the cursor at a line and column, from 1. */
export async function cursor(page, line, column = 1) {
  await page.click(".cm-content", { position: { x: 5, y: 15 } });
  await page.keyboard.press("Control+Home");
  for (let at = 1; at < line; at += 1) await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Home");
  for (let at = 1; at < column; at += 1) await page.keyboard.press("ArrowRight");
}

/** Makes a book of songs with these titles, and leaves its drawer open. */
export async function book(page, ...names) {
  await page.click("[aria-label='Menu']");
  await page.click("role=menuitem[name=/New book/]");
  for (const [index, name] of names.entries()) {
    if (index > 0) await page.click("text=Add a song");
    else await page.click("#switch");
    await page.waitForTimeout(150);
    await write(page, `{title: ${name}}\n{key: G}\n[G]${name} [D]again\n`);
    await page.waitForTimeout(450);
  }
}

export const song = `{title: Amazing Grace}
{subtitle: John Newton, 1779}
{key: G}

{start_of_verse: Verse 1}
A[G]mazing [G7]grace, how [C]sweet the [G]sound
That saved a wretch like [D]me
{end_of_verse}

{start_of_chorus: Refrain}
[C]Praise [G]God, [C]praise [G]God
{end_of_chorus}
`;

export const sheet = `Amazing Grace

G       G7         C         G
Amazing grace, how sweet the sound
                         D
That saved a wretch like me
`;
