/** View Phone: the song as HTML, in the frame `/studio/frame`. */
import { effect } from "@preact/signals";
import { answer, settings } from "../state";

/** Shows what the answers bring in `frame` until the returned function is called. */
export function showHtml(frame: HTMLIFrameElement): () => void {
  let ready = false;
  let last = "";
  const send = () => {
    const html = answer.value?.views.html;
    const { theme } = settings.value;
    if (html === undefined) return;
    const now = `${theme} ${html}`;
    if (!ready || now === last) return;
    last = now;
    frame.contentWindow?.postMessage({ html, theme }, "*");
  };
  const listen = (event: MessageEvent<{ ready?: boolean }>) => {
    if (event.source !== frame.contentWindow || event.data?.ready !== true) return;
    ready = true;
    last = "";
    send();
  };
  addEventListener("message", listen);
  frame.src = new URL("studio/frame", document.baseURI).href;
  const stop = effect(send);
  return () => {
    stop();
    removeEventListener("message", listen);
  };
}
