// axe-core on the page that is open.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** No violation of WCAG 2.2 A and AA, and of axe's own practices. */
export async function clean(page, what) {
  // The policy refuses script elements; an evaluation by the debugger is none.
  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  const said = found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => `${node.target.join(" ")} ${node.failureSummary?.split("\n").pop()}`).slice(0, 4).join("; ")}`);
  assert.deepEqual(said, [], what);
}
