// What goes wrong is said in place, and nothing typed is lost.
import assert from "node:assert/strict";
import test from "node:test";
import { desktop, drawn, song, studio, text, write } from "./harness.mjs";

const problem = (status, body, headers = {}) => ({ status, headers, contentType: "application/problem+json", body: JSON.stringify(body) });

/** Answers the next previews with an error, types, looks, and lets the service answer again. */
function failing(name, answer, words, { recovers = true } = {}) {
  test(name, () => studio(desktop, async (page) => {
    await write(page, song);
    await drawn(page, "sweet the");
    let count = 0;
    await page.route("**/preview", (route) => {
      count += 1;
      return answer === "away" ? route.abort("connectionrefused") : route.fulfill(answer);
    });
    await page.keyboard.press("Control+End");
    await page.keyboard.type("more words");
    await page.waitForSelector(`.status >> text=${words}`);
    assert.ok(await page.isVisible(".sheet [data-text*='sweet']"), "the last good page stays");
    assert.match(await text(page), /more words$/);
    assert.ok(count < 20, `${count} requests`);
    await page.unroute("**/preview");
    if (!recovers) return;
    if (!["429", "503 busy", "away"].some((one) => name.includes(one))) await page.keyboard.type("!");
    await drawn(page, "more words");
    await page.waitForFunction(() => document.querySelector(".status").textContent === "");
  }, { allow: [/preview/] }));
}

failing("413: too large, with both sizes", problem(413, { detail: "The body is larger than 1048576 bytes" }), "Too large");
failing("429: waits as long as it is told, counting", problem(429, {}, { "Retry-After": "1" }), "Many requests");
failing("503 busy: tries again", problem(503, { type: "/#busy" }, { "Retry-After": "1" }), "The service is busy");
failing("503 timed out: until the next edit", problem(503, { type: "/#timed-out", line: 3 }), "This song takes too long");
failing("500: with a number to copy", problem(500, { instance: "3f0c" }), "A fault of ours. Number 3f0c");
failing("403: editing goes on", problem(403, {}), "Not allowed from this address");
failing("422: the page before", problem(422, { line: 7 }), "Page shows the song before line 7 broke");
failing("400: the option by its name", problem(400, { detail: "options.spelling: there is no x", field: "options.spelling" }), "options.spelling");
failing("a server that is away: offline, and back", "away", "Offline. Keep writing");

test("the service is away from the start: the text is there, and the page follows", () => studio(desktop, async (page, context) => {
  await context.route("**/preview", (route) => route.abort("connectionrefused"));
  await page.click(".cm-content");
  await page.keyboard.type("[G]written offline");
  await page.waitForSelector(".status >> text=Offline");
  await context.unroute("**/preview");
  await drawn(page, "written offline");
}, { allow: [/preview/] }));

test("a song of a megabyte stays editable", () => studio(desktop, async (page) => {
  const big = `{title: Big}\n${"[G]A line of [C]words that goes on and on, again and again\n".repeat(18_000)}`;
  await page.click(".cm-content");
  await page.evaluate((value) => navigator.clipboard.writeText(value), big);
  await page.keyboard.press("Control+v");
  await page.waitForFunction(() => document.querySelector(".status").textContent !== "" || document.querySelector(".sheet svg"), null, { timeout: 60_000 });
  await page.keyboard.press("Control+Home");
  const started = Date.now();
  await page.keyboard.type("x");
  await page.waitForFunction(() => document.querySelector(".editor").shadowRoot.querySelector(".cm-line").textContent.startsWith("x"));
  assert.ok(Date.now() - started < 3000);
}, { allow: [/preview|import/] }));

const locked = process.env.STUDIO_LOCKED_URL;

test("a service with keys asks for one, says when it is wrong, and keeps the right one for the tab", { skip: locked ? false : "needs a service with keys: run without --service" }, () => studio(desktop, async (page) => {
  await write(page, song);
  await page.waitForSelector(".keycard");
  await page.fill(".keycard input", "wrong");
  await page.click("text=Use it");
  await page.waitForSelector("text=That key is not accepted.");
  await page.fill(".keycard input", process.env.STUDIO_KEY);
  await page.keyboard.press("Enter");
  await drawn(page, "sweet the");
  assert.equal(await page.evaluate(() => sessionStorage.length), 1);
  assert.ok(!(await page.evaluate(() => JSON.stringify(localStorage))).includes(process.env.STUDIO_KEY));
  await page.reload();
  await drawn(page, "sweet the");
  await page.click("[aria-label='Menu']");
  await page.click("text=Forget the key");
  await page.waitForSelector(".keycard");
  assert.match(await text(page), /Amazing Grace/);
}, { allow: [/401/], url: locked }));
