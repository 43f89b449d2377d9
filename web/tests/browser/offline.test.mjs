// Without a network: the shell opens, the songs are there, and what needs the service says so.
import assert from "node:assert/strict";
import test from "node:test";
import { desktop, drawn, song, studio, text, write } from "./harness.mjs";

test("once loaded, the studio opens without a network, with its songs", () => studio({ ...desktop, serviceWorkers: "allow" }, async (page, context) => {
  await write(page, song);
  await drawn(page);
  await page.waitForTimeout(500);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.waitForFunction(async () => (await caches.keys()).some((name) => name.startsWith("studio-")));
  await page.waitForTimeout(1000);
  await context.setOffline(true);
  await page.reload();
  await page.waitForSelector(".cm-content");
  assert.match(await text(page), /A\[G\]mazing/);
  await page.waitForSelector("text=Offline. Keep writing; the page follows");
  await page.click(".cm-content");
  await page.keyboard.press("Control+End");
  await page.keyboard.type("written without a network");
  await page.waitForTimeout(500);
  await page.click("text=Download PDF");
  await page.waitForSelector(".toast >> text=Offline: the PDF needs the service.");
  await page.keyboard.press("Control+Enter");
  await page.waitForSelector(".stage[open] .letters .screen .row");
  await page.keyboard.press("Escape");
  await context.setOffline(false);
  await drawn(page, "written without");
}, { allow: [/ERR_INTERNET_DISCONNECTED|ERR_FAILED|Failed to load resource|Failed to fetch/] }));

test("a service that is away is said, and the page follows when it is back", () => studio(desktop, async (page) => {
  await write(page, song);
  await drawn(page);
  await page.route("**/preview", (route) => route.abort());
  await page.route("**/health/live", (route) => route.abort());
  await page.keyboard.press("Control+End");
  await page.keyboard.type("more words");
  await page.waitForSelector("text=Offline. Keep writing; the page follows");
  assert.ok(await page.isVisible(".sheet [data-text*='sweet']"), "the last page stays");
  await page.unroute("**/preview");
  await page.unroute("**/health/live");
  await drawn(page, "more words");
}, { allow: [/ERR_FAILED|Failed to fetch|Failed to load resource/] }));

test("the manifest names the studio and an icon that is there", () => studio(desktop, async (page) => {
  const href = await page.getAttribute("link[rel=manifest]", "href");
  const manifest = await page.evaluate(async (to) => (await fetch(to)).json(), href);
  assert.equal(manifest.display, "standalone");
  const icon = new URL(manifest.icons[0].src, new URL(href, page.url())).href;
  assert.equal(await page.evaluate(async (to) => (await fetch(to)).status, icon), 200);
}));
