/** The service worker, which keeps the studio for when there is no network. */

/** Installs it where browsers allow one: over https, and on this machine. */
export function installWorker(): void {
  if (!("serviceWorker" in navigator) || !isSecureContext) return;
  // Not before the page is there: it is not to wait for the copies.
  const install = () => void navigator.serviceWorker.register(new URL("sw.js", document.baseURI), { scope: new URL(".", document.baseURI).pathname }).catch(() => undefined);
  if (document.readyState === "complete") install();
  else addEventListener("load", install, { once: true });
}
