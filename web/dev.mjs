// Serves the built studio with the service's policy, and passes everything else on to a service:
//   node dev.mjs [--service http://127.0.0.1:8080] [--port 8090]
// Builds at the start, and again when a file under src changes.
import { createHash } from "node:crypto";
import { readFileSync, watch } from "node:fs";
import { createServer, request } from "node:http";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "./build.mjs";

const web = dirname(fileURLToPath(import.meta.url));
const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".woff2": "font/woff2", ".svg": "image/svg+xml", ".webmanifest": "application/manifest+json", ".txt": "text/plain; charset=utf-8" };
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' blob: data:; connect-src 'self'; worker-src 'self'; manifest-src 'self'; frame-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** The headers that the service gives the studio's files. */
function headersOf(name, files) {
  const common = { "Content-Type": TYPES[extname(name)] ?? "application/octet-stream", "X-Content-Type-Options": "nosniff", "Cross-Origin-Embedder-Policy": "require-corp", "Cross-Origin-Resource-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin" };
  if (name === "index.html") return { ...common, "Content-Security-Policy": POLICY, "Cache-Control": "no-cache" };
  if (name === "frame.html") {
    const [, script] = /<script>([^]*?)<\/script>/.exec(readFileSync(join(files, name), "utf8"));
    const hash = `sha256-${createHash("sha256").update(script).digest("base64")}`;
    return { ...common, "Content-Security-Policy": `default-src 'none'; script-src '${hash}'; style-src 'unsafe-inline'; img-src data: blob:; font-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox allow-scripts` };
  }
  return { ...common, "Cache-Control": name === "sw.js" ? "no-cache" : "public, max-age=31536000, immutable", ...(name === "sw.js" ? { "Service-Worker-Allowed": "/" } : {}) };
}

/** Starts the server; resolves to it when it listens. */
export function serve({ service, files, port = 0 }) {
  const target = new URL(service);
  const server = createServer((incoming, outgoing) => {
    const { pathname } = new URL(incoming.url, "http://localhost");
    const name = pathname === "/" ? "index.html" : pathname === "/studio/frame" ? "frame.html" : pathname === "/sw.js" ? "sw.js" : pathname.startsWith("/studio/") ? pathname.slice(8) : null;
    if (name && !name.includes("/")) {
      try {
        const bytes = readFileSync(join(files, name));
        outgoing.writeHead(200, headersOf(name, files)).end(bytes);
        return;
      } catch {
        if (name !== "sw.js") return void outgoing.writeHead(404).end();
      }
    }
    const passed = request({ host: target.hostname, port: target.port, path: incoming.url, method: incoming.method, headers: incoming.headers }, (answer) => {
      outgoing.writeHead(answer.statusCode, answer.headers);
      answer.pipe(outgoing);
    });
    passed.on("error", () => outgoing.writeHead(502).end());
    incoming.pipe(passed);
  });
  return new Promise((resolve) => server.listen(port, "127.0.0.1", () => resolve(server)));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const option = (name, otherwise) => (process.argv.includes(name) ? process.argv[process.argv.indexOf(name) + 1] : otherwise);
  const files = join(web, ".build/dev");
  await build(files, { development: true });
  let timer;
  watch(join(web, "src"), { recursive: true }, () => {
    clearTimeout(timer);
    timer = setTimeout(() => build(files, { development: true }).then(() => console.log("built"), (error) => console.error(error.message)), 100);
  });
  const server = await serve({ service: option("--service", "http://127.0.0.1:8080"), files, port: Number(option("--port", "8090")) });
  console.log(`http://127.0.0.1:${server.address().port}/`);
}
