import assert from "node:assert/strict";
import test from "node:test";
import { paperConfig } from "../../src/data/papers";
import { ServiceError } from "../../src/service/client";
import { troubleOf } from "../../src/service/problems";
import { backoff, readRate, retryAfter, spacing } from "../../src/service/rate";
import type { Problem } from "../../src/service/types";
import { holds, merged, only, without } from "../../src/ui/tree";
import { clamp, nextStep, scaleOf } from "../../src/pages/zoom";

const headers = (of: Record<string, string> = {}) => new Headers(of);

test("requests are spaced where less than 30 % of the limit is left", () => {
  assert.equal(spacing(400, 600, 60), 0);
  assert.equal(spacing(100, 600, 30), 300);
  assert.equal(spacing(0, 600, 12), 12_000);
});

test("the rate is read from both forms of the fields", () => {
  assert.deepEqual(readRate(headers({ RateLimit: '"default";r=12;t=34', "RateLimit-Policy": '"default";q=600;w=60' })), { remaining: 12, limit: 600, reset: 34 });
  assert.deepEqual(readRate(headers({ RateLimit: "limit=600, remaining=12, reset=34" })), { remaining: 12, limit: 600, reset: 34 });
  assert.equal(readRate(headers()), null);
});

test("Retry-After is seconds or a date", () => {
  assert.equal(retryAfter(headers({ "Retry-After": "3" })), 3000);
  assert.equal(retryAfter(headers({ "Retry-After": "Thu, 01 Jan 1970 00:00:10 GMT" }), 4000), 6000);
  assert.equal(retryAfter(headers()), null);
});

test("pauses grow to eight seconds", () => {
  assert.deepEqual([0, 1, 2, 3, 9].map((attempt) => backoff(attempt, 0.5)), [1000, 2000, 4000, 8000, 8000]);
});

const error = (status: number, problem: Problem = {}, of: Record<string, string> = {}) => troubleOf(new ServiceError(status, problem, headers(of)), 0, 1_400_000);

test("each error has its words and its retry", () => {
  assert.deepEqual(error(429, {}, { "Retry-After": "3" }).status.text, "Many requests. Next page in 3 s");
  assert.deepEqual(error(429, {}, { "Retry-After": "3" }).retry, { when: "later", delay: 3000 });
  assert.equal(error(413, { detail: "The body has more than 1048576 bytes" }).status.text, "Too large: 1.4 MB, at most 1.0 MB.");
  assert.equal(error(422, { line: 23 }).status.text, "Page shows the song before line 23 broke");
  assert.equal(error(422, { line: 23 }).line, 23);
  assert.equal(error(401).retry.when, "key");
  assert.equal(error(403).status.text, "Not allowed from this address.");
  assert.equal(error(503, { type: "/#busy" }).retry.when, "later");
  assert.equal(error(503, { type: "/#timed-out" }).retry.when, "edit");
  assert.equal(error(500, { instance: "3f0c" }).status.text, "A fault of ours. Number 3f0c");
  assert.equal(error(400, { detail: "options.x: no", field: "options.x" }).field, "options.x");
  assert.equal(troubleOf(new TypeError("fetch failed"), 0, 1).retry.when, "online");
});

test("papers are settings, sideways with the sides changed over", () => {
  assert.deepEqual(paperConfig("a4", false), { pdf: { papersize: "a4" } });
  assert.deepEqual(paperConfig("letter", true), { pdf: { papersize: [792, 612] } });
});

test("configurations as trees", () => {
  const tree = { pdf: { fonts: { text: { size: 14 } }, columns: 2 }, a: 1 };
  assert.ok(holds(tree, { pdf: { columns: 2 } }));
  assert.ok(!holds(tree, { pdf: { columns: 1 } }));
  assert.deepEqual(without(tree, { pdf: { fonts: { text: { size: 1 } } } }), { pdf: { columns: 2 }, a: 1 });
  assert.deepEqual(merged(tree, { pdf: { columns: 3 } }), { pdf: { fonts: { text: { size: 14 } }, columns: 3 }, a: 1 });
  assert.deepEqual(only(tree, { pdf: { columns: 1 } }), { pdf: { columns: 2 } });
});

test("zoom: true size, fit width, fit page, steps", () => {
  assert.equal(scaleOf(1, 595, 842, { width: 100, height: 100 }), 1);
  assert.ok(Math.abs(scaleOf("width", 600, 800, { width: 800, height: 100 }) - 1) < 1e-9);
  assert.ok(Math.abs(scaleOf("page", 600, 900, { width: 800, height: 600 }) - 0.5) < 1e-9);
  assert.equal(clamp(9), 4);
  assert.equal(nextStep(1, 1), 1.25);
  assert.equal(nextStep(0.9, -1), 0.88);
  assert.equal(nextStep(4, 1), 4);
});
