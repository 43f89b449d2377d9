// Runs the tests in a browser (tests/browser/*.test.mjs): node tests/run-browser.mjs [--front] [--service ADDRESS] [PART …]
//   --service   a running service; without it CHORDPRO_API, or the program of a debug build, is started
//   --front     the files that are built from the sources now, in front of the service, in place of those that it has in it
//   PART        parts of file names
import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "../build.mjs";
import { serve } from "../dev.mjs";

const web = join(dirname(fileURLToPath(import.meta.url)), "..");
const words = process.argv.slice(2);
const flag = (name) => {
  const at = words.indexOf(name);
  if (at >= 0) words.splice(at, 1);
  return at >= 0;
};
const option = (name) => {
  const at = words.indexOf(name);
  return at >= 0 ? words.splice(at, 2)[1] : undefined;
};

const freePort = () =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });

/** Starts a service on loopback; resolves to its address when it is ready. */
async function start(settings) {
  const port = await freePort();
  const program = process.env.CHORDPRO_API ?? join(web, "../target/debug/chordpro-api");
  const child = spawn(program, [], { env: { PATH: process.env.PATH, BIND: "127.0.0.1", PORT: String(port), WORKERS: "1", ...settings }, stdio: ["ignore", "ignore", "inherit"] });
  child.on("error", (error) => {
    console.error(`${program}: ${error.message}`);
    process.exit(1);
  });
  process.on("exit", () => child.kill());
  const address = `http://127.0.0.1:${port}/`;
  for (let tries = 0; tries < 100; tries += 1) {
    if (await fetch(`${address}health/live`).then((answer) => answer.ok, () => false)) return address;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("the service did not start");
}

const front = flag("--front");
const given = option("--service");
let open = given ?? (await start({ DEVELOPMENT_MODE: "true", LOG_LEVEL: "error" }));
let locked = given ? undefined : await start({ API_KEYS: "studio-test-key-0123456789abcdef", LOG_LEVEL: "error" });
if (front) {
  const files = join(web, ".build/front");
  await build(files);
  const before = async (service) => `http://127.0.0.1:${(await serve({ service, files })).address().port}/`;
  open = await before(open);
  if (locked) locked = await before(locked);
}
const tests = readdirSync(join(web, "tests/browser")).filter((name) => name.endsWith(".test.mjs") && (!words.length || words.some((one) => name.includes(one))));
if (!tests.length) throw new Error("no browser test of that name");
const run = spawn(process.execPath, ["--test", "--test-concurrency=1", ...tests.map((name) => join(web, "tests/browser", name))], {
  env: { ...process.env, STUDIO_URL: open, ...(locked ? { STUDIO_LOCKED_URL: locked, STUDIO_KEY: "studio-test-key-0123456789abcdef" } : {}) },
  stdio: "inherit",
});
run.on("exit", (code) => process.exit(code ?? 1));
