// Builds the studio into crates/service/studio (or the folder that is the argument), and says what it weighs.
import * as esbuild from "esbuild";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync, existsSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const web = dirname(fileURLToPath(import.meta.url));
/** Bytes, gzip -9, of everything that the service serves: fonts and lazy parts included. */
const LIMIT = 300 * 1024;

/** Builds into `out`; returns the size of each file in bytes, gzip -9. */
export async function build(out = join(web, "../crates/service/studio"), { development = false } = {}) {
  const result = await esbuild.build({
    absWorkingDir: web,
    entryPoints: { studio: "src/main.ts", frame: "src/views/frame.ts", studio_css: "src/css/studio.css", ...optional("sw", "src/sw.ts") },
    bundle: true,
    minify: !development,
    splitting: true,
    format: "esm",
    target: "es2022",
    jsx: "automatic",
    jsxImportSource: "preact",
    outdir: out,
    write: false,
    metafile: true,
    entryNames: "[name]-[hash]",
    chunkNames: "part-[hash]",
    assetNames: "[name]-[hash]",
    loader: { ".woff2": "file", ".json": "json" },
    legalComments: "linked",
    sourcemap: false,
    logLevel: "warning",
    define: { "process.env.NODE_ENV": development ? '"development"' : '"production"' },
  });
  const files = new Map(result.outputFiles.map((file) => [relative(out, file.path), Buffer.from(file.contents)]));
  const named = {};
  for (const [path, output] of Object.entries(result.metafile.outputs)) {
    if (output.entryPoint) named[output.entryPoint] = relative(out, join(web, path));
    for (const input of Object.keys(output.inputs)) if (input.endsWith(".woff2")) named[input] = relative(out, join(web, path));
  }
  const worker = named["src/sw.ts"];
  if (worker) serviceWorker(files, worker);
  pages(files, named);
  licences(files, result.metafile);
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  for (const [name, bytes] of files) writeFileSync(join(out, name), bytes);
  return new Map([...files].filter(([name]) => served(name)).map(([name, bytes]) => [name, weight(name, bytes)]));
}

const optional = (name, path) => (existsSync(join(web, path)) ? { [name]: path } : {});
const served = (name) => !/\.(txt)$/.test(name);
const weight = (name, bytes) => (name.endsWith(".woff2") ? bytes.length : gzipSync(bytes, { level: 9 }).length);

/** index.html and frame.html, with the names of the files that they load. */
function pages(files, named) {
  const address = (source) => `/studio/${named[source]}`;
  const index = readFileSync(join(web, "src/index.html"), "utf8")
    .replaceAll("%style%", address("src/css/studio.css"))
    .replaceAll("%script%", address("src/main.ts"))
    .replaceAll("%sans%", address("fonts/next.woff2"))
    .replaceAll("%mono%", address("fonts/mono.woff2"));
  files.set("index.html", Buffer.from(index));
  // The script of the frame stands in it, and the service names its hash in the policy.
  const script = files.get(named["src/views/frame.ts"]).toString().trim();
  files.delete(named["src/views/frame.ts"]);
  const frame = readFileSync(join(web, "src/views/frame.html"), "utf8").replace("%script%", () => script);
  files.set("frame.html", Buffer.from(frame));
  // What it has as an installed app; their names stay.
  for (const name of ["manifest.webmanifest", "icon.svg"]) files.set(name, readFileSync(join(web, "src", name)));
}

/** The service worker keeps its address; it carries the list of what it keeps. */
function serviceWorker(files, name) {
  const shell = [...files.keys()].filter((one) => one !== name && served(one) && !one.startsWith("frame-")).map((one) => `/studio/${one}`).sort();
  const source = files.get(name).toString();
  files.delete(name);
  files.set("sw.js", Buffer.from(source.replace('"%shell%"', JSON.stringify(shell)).replace("%version%", createHash("sha256").update(JSON.stringify(shell)).digest("hex").slice(0, 12))));
}

/** The licences of the packages whose code is in the build, and of the fonts. */
function licences(files, metafile) {
  const packages = new Set();
  for (const input of Object.keys(metafile.inputs)) {
    const match = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (match) packages.add(match[1]);
  }
  const parts = [...packages].sort().map((name) => {
    const folder = join(web, "node_modules", name);
    const about = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
    if (!file) throw new Error(`${name} has no licence file`);
    return `${name} ${about.version} (${about.license})\n\n${readFileSync(join(folder, file), "utf8").trim()}\n`;
  });
  files.set("licences.txt", Buffer.from(parts.join(`\n${"-".repeat(78)}\n\n`)));
  for (const font of ["next", "mono"]) files.set(`OFL-${font}.txt`, readFileSync(join(web, `fonts/OFL-${font}.txt`)));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const sizes = await build(process.argv[2]);
  const all = [...sizes.values()].reduce((sum, one) => sum + one, 0);
  for (const [name, size] of [...sizes].sort((a, b) => b[1] - a[1])) console.log(`${(size / 1024).toFixed(1).padStart(7)} kB  ${name}`);
  console.log(`${(all / 1024).toFixed(1).padStart(7)} kB  in all, compressed; the limit is ${LIMIT / 1024} kB`);
  if (all > LIMIT) process.exit(1);
}
