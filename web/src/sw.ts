/**
 * Keeps the studio's own files, so that it opens without a network. Nothing of the service is kept: songs are in IndexedDB,
 * and a conversion fails without a network, which the studio says in its own words.
 */

/* The types of service workers and of pages exclude each other in one project; this is as much of them as is used. */
interface ExtendableEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}

interface FetchEvent extends ExtendableEvent {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}

interface Worker {
  readonly registration: { readonly scope: string };
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(type: "install" | "activate", listener: (event: ExtendableEvent) => void): void;
  addEventListener(type: "fetch", listener: (event: FetchEvent) => void): void;
}

const worker = self as unknown as Worker;

/** Addresses of the built files, written here by the build. */
const SHELL = "%shell%" as unknown as string[];
const CACHE = "studio-%version%";

/** The page, and files whose names hold their content; the frame of the view Phone. */
function kept(): string[] {
  const scope = worker.registration.scope;
  const files = SHELL.filter((path) => !path.endsWith(".html")).map((path) => new URL(`.${path}`, scope).href);
  return [scope, new URL("./studio/frame", scope).href, ...files];
}

worker.addEventListener("install", (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(CACHE);
      await Promise.all(kept().map((address) => cache.add(new Request(address, { cache: "no-cache" })).catch(() => undefined)));
      await worker.skipWaiting();
    })(),
  );
});

worker.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      const names = await caches.keys();
      await Promise.all(names.filter((name) => name.startsWith("studio-") && name !== CACHE).map((name) => caches.delete(name)));
      await worker.clients.claim();
    })(),
  );
});

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const { href, pathname } = new URL(request.url);
  const scope = worker.registration.scope;
  if (request.mode === "navigate" && href.split(/[?#]/)[0] === scope) event.respondWith(freshPage(scope));
  else if (pathname.startsWith(`${new URL(scope).pathname}studio/`)) event.respondWith(keptFile(request));
});

/** The page of the network, since a new one names new files; the kept one where there is no network. */
async function freshPage(scope: string): Promise<Response> {
  try {
    const response = await fetch(scope);
    if (response.ok) return response;
  } catch {
    // Without a network the kept page opens.
  }
  return (await caches.match(scope, { cacheName: CACHE })) ?? Response.error();
}

/** Files never change under their names. */
async function keptFile(request: Request): Promise<Response> {
  return (await caches.match(request, { cacheName: CACHE })) ?? fetch(request);
}
