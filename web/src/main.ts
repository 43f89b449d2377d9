/** Start: theme, what was kept, the frame, the loop from text to page. */
import { effect } from "@preact/signals";
import { h, render } from "preact";
import { getOptions, getPresets, ServiceError } from "./service/client";
import { startPreview } from "./service/preview";
import { editor, needsKey, optionTable, presets, settings, title } from "./state";
import { App } from "./ui/App";
import { listenToKeys } from "./ui/keys";
import { start } from "./ui/parts";

async function open(): Promise<void> {
  const early = document.querySelector<HTMLTextAreaElement>("#early");
  await start();
  effect(() => {
    const { theme } = settings.value;
    if (theme === "auto") delete document.documentElement.dataset["theme"];
    else document.documentElement.dataset["theme"] = theme;
  });
  effect(() => {
    document.title = title.value ? `${title.value} – Studio` : "Studio";
  });
  const root = document.querySelector("#app");
  if (!root) throw new Error("the page has no #app");
  // What was typed into the shell is taken over by the editor, while both are there: no key is lost, and the focus goes over.
  const frame = document.createElement("div");
  frame.className = "app";
  root.before(frame);
  render(h(App, { early }), frame);
  root.remove();
  frame.id = "app";
  listenToKeys();
  followKeyboard();
  document.querySelector(".skip")?.addEventListener("click", (event) => {
    event.preventDefault();
    editor.current?.focus();
  });
  await new Promise(requestAnimationFrame);
  startPreview();
  void tables();
}

/** The frame ends above the keyboard of a phone, also where the window does not become smaller with it. */
function followKeyboard(): void {
  const seen = window.visualViewport;
  seen?.addEventListener("resize", () => {
    const covered = seen.scale === 1 && innerHeight - seen.height > 100;
    document.documentElement.style.setProperty("--height", covered ? `${seen.height}px` : "100%");
  });
}

/** What the service offers; without it the controls have what they are set to. */
async function tables(): Promise<void> {
  await Promise.all([
    getPresets().then((all) => (presets.value = all)).catch(away),
    getOptions().then((all) => (optionTable.value = all)).catch(away),
  ]);
}

function away(error: unknown): void {
  if (error instanceof ServiceError && error.status === 401) needsKey.value = true;
  // Otherwise the preview says that the service is away, and asks again.
}

void open();
