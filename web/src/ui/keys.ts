/** Keys of the whole window (those of the text are in `editor/mount.ts`). */
import * as state from "../state";
import { openFind, withEditor } from "../editor/mount";
import { walk } from "../editor/findings";
import { slots } from "./slots";

/** Regions that F6 goes through, in order. */
const REGIONS = ["#header", "#text", "#page", ".findings .icon, .findings .strip button", ".drawer"];

export function listenToKeys(): void {
  addEventListener("keydown", pressed, { capture: true });
}

function pressed(event: KeyboardEvent): void {
  if (state.stageOpen.value) return;
  if (handled(event)) {
    event.preventDefault();
    event.stopPropagation();
  }
}

function handled(event: KeyboardEvent): boolean {
  const mod = event.ctrlKey || event.metaKey;
  if (mod && !event.altKey) return withMod(event);
  if (event.altKey && !mod) return withAlt(event);
  if (event.key === "F6") return nextRegion(event.shiftKey ? -1 : 1);
  if (event.key === "F8") return withEditor((view) => walk(view, event.shiftKey ? -1 : 1)) ?? false;
  if (event.key === "?" && !inField(event)) {
    state.panel.value = state.panel.value === "keys" ? null : "keys";
    return true;
  }
  return false;
}

function withMod(event: KeyboardEvent): boolean {
  switch (event.key.toLowerCase()) {
    case "s": return run(slots.save.value);
    case "p": return run(slots.print.value);
    case "enter": return run(slots.stage.value);
    case "f": openFind(); return true;
    case "z":
      // Fields other than the text have a history of their own.
      if (inPlainField(event)) return false;
      if (event.shiftKey) state.redo();
      else state.undo();
      return true;
    default: return false;
  }
}

function withAlt(event: KeyboardEvent): boolean {
  switch (event.code) {
    case "KeyC": {
      const chip = document.querySelector<HTMLElement>("#palette .chip:not(.plain)");
      chip?.focus();
      return chip !== null;
    }
    case "PageUp": return song(-1);
    case "PageDown": return song(1);
    default: return false;
  }
}

function run(act: (() => void) | null): boolean {
  if (act && !(state.isEmpty.value && !state.book.value)) act();
  return act !== null;
}

function song(way: 1 | -1): boolean {
  slots.nextSong.value?.(way);
  return slots.nextSong.value !== null;
}

function origin(event: KeyboardEvent): Element | null {
  const target = event.composedPath()[0];
  return target instanceof Element ? target : null;
}

function inField(event: KeyboardEvent): boolean {
  return origin(event)?.matches("input, textarea, select, [contenteditable=true], .cm-content") ?? false;
}

function inPlainField(event: KeyboardEvent): boolean {
  return origin(event)?.matches("input, textarea") ?? false;
}

/** From behind the last region the key is the browser's own. */
function nextRegion(way: 1 | -1): boolean {
  const regions = REGIONS.map((one) => document.querySelector<HTMLElement>(one)).filter((one) => one !== null && one.offsetParent !== null);
  const active = document.activeElement;
  const at = regions.findLastIndex((one) => one?.contains(active));
  const next = regions[at < 0 ? (way > 0 ? 0 : regions.length - 1) : at + way];
  if (!next) return false;
  if (next.id === "text") state.editor.current?.focus();
  else focusIn(next);
  return true;
}

function focusIn(region: HTMLElement): void {
  const first = region.matches("button") ? region : region.querySelector<HTMLElement>("button:not([disabled]):not([tabindex='-1']), [tabindex='0']");
  (first ?? region).focus();
}
