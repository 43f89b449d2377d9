/**
 * The script of `/studio/frame`, a document with a policy of its own: takes a converted song from the studio and shows it,
 * keeping the scroll place. The frame is sandboxed, so it has no origin: what it takes comes from its parent alone.
 */
addEventListener("message", (event: MessageEvent<{ html?: string; theme?: string }>) => {
  if (event.source !== parent || typeof event.data?.html !== "string") return;
  const parsed = new DOMParser().parseFromString(event.data.html, "text/html");
  for (const script of parsed.querySelectorAll("script")) script.remove();
  const top = scrollY;
  document.documentElement.lang = parsed.documentElement.lang || "en";
  document.documentElement.dir = parsed.documentElement.dir;
  document.documentElement.style.colorScheme = event.data.theme === "dark" ? "dark" : event.data.theme === "light" ? "light" : "";
  document.title = parsed.title || "Phone view";
  for (const old of document.head.querySelectorAll("style")) old.remove();
  document.head.append(...parsed.head.querySelectorAll("style"));
  document.body.className = parsed.body.className;
  document.body.replaceChildren(...parsed.body.childNodes);
  scrollTo(0, top);
});
parent.postMessage({ ready: true }, "*");

export {};
