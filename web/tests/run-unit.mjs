// Bundles the unit tests (tests/unit/*.test.ts) and runs them with node's own runner. Arguments: parts of file names.
import * as esbuild from "esbuild";
import { spawnSync } from "node:child_process";
import { readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const web = join(dirname(fileURLToPath(import.meta.url)), "..");
const wanted = process.argv.slice(2);
const tests = readdirSync(join(web, "tests/unit")).filter((name) => name.endsWith(".test.ts") && (!wanted.length || wanted.some((one) => name.includes(one))));
if (!tests.length) throw new Error("no unit test of that name");
const out = join(web, ".build/unit");
rmSync(out, { recursive: true, force: true });
await esbuild.build({
  absWorkingDir: web,
  entryPoints: tests.map((name) => `tests/unit/${name}`),
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  outdir: out,
  outExtension: { ".js": ".mjs" },
  jsx: "automatic",
  jsxImportSource: "preact",
  loader: { ".woff2": "empty" },
  logLevel: "warning",
});
const bundles = tests.map((name) => join(out, name.replace(/\.ts$/, ".mjs")));
const run = spawnSync(process.execPath, ["--test", ...bundles], { stdio: "inherit" });
process.exit(run.status ?? 1);
