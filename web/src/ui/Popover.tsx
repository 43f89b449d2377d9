/** A popover under its button; a sheet from below on phones. Takes the focus, and gives it back. */
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { ComponentChildren, RefObject } from "preact";
import { panel } from "../state";
import { layout } from "./media";

interface Props {
  /** Name in `panel`. */
  name: string;
  label: string;
  anchor: RefObject<HTMLElement | null>;
  role?: "dialog" | "menu" | "listbox";
  width?: number;
  align?: "start" | "end";
  children: ComponentChildren;
}

const GAP = 6;

export function closePanel(): void {
  panel.value = null;
}

export function Popover(props: Props) {
  return panel.value === props.name ? <Open {...props} /> : null;
}

function Open({ name, label, anchor, role = "dialog", width, align = "start", children }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const phone = layout.value === "phone";
  useLayoutEffect(() => {
    const dom = box.current;
    if (!dom) return;
    if (!phone) placeUnder(dom, anchor.current, align);
    const first = dom.querySelector<HTMLElement>("[autofocus], [aria-checked=true], [aria-selected=true], [aria-current=true]") ?? dom.querySelector<HTMLElement>("button:not([disabled]), input, select, a[href]");
    (first ?? dom).focus({ preventScroll: false });
  }, [phone]);
  useEffect(() => {
    const from = anchor.current;
    const outside = (event: PointerEvent) => {
      const target = event.target as Node;
      if (box.current?.contains(target) || from?.contains(target)) return;
      if (panel.peek() === name) closePanel();
    };
    addEventListener("pointerdown", outside, true);
    return () => {
      removeEventListener("pointerdown", outside, true);
      // The focus goes back, unless something else has it by now.
      const active = document.activeElement;
      if (!active || active === document.body) from?.focus();
    };
  }, []);
  const keys = (event: KeyboardEvent) => {
    if (event.key === "Escape") {
      event.stopPropagation();
      event.preventDefault();
      anchor.current?.focus();
      closePanel();
    } else if (role === "menu" || role === "listbox") moveFocus(event, box.current);
    if (event.key === "Tab") trap(event, box.current);
    // The toolbar that the button stands in has arrow keys of its own.
    if (event.key.startsWith("Arrow") || event.key === "Home" || event.key === "End") event.stopPropagation();
  };
  return (
    <>
      {phone && <div class="scrim" onClick={closePanel} />}
      <div ref={box} class={phone ? "popover sheet-below" : "popover"} role={role} aria-label={label} tabIndex={-1} onKeyDown={keys} style={width && !phone ? { width: `${width}px` } : undefined}>
        {phone && <div class="grip" aria-hidden="true" />}
        {children}
      </div>
    </>
  );
}

function placeUnder(dom: HTMLElement, anchor: HTMLElement | null, align: "start" | "end"): void {
  const at = anchor?.getBoundingClientRect() ?? new DOMRect(0, 0, 0, 0);
  const box = dom.getBoundingClientRect();
  const left = align === "end" ? at.right - box.width : at.left;
  dom.style.left = `${Math.max(8, Math.min(left, innerWidth - box.width - 8))}px`;
  const below = innerHeight - at.bottom - GAP - 8;
  const above = at.top - GAP - 8;
  if (box.height <= below || below >= above) {
    dom.style.top = `${at.bottom + GAP}px`;
    dom.style.maxHeight = `${below}px`;
  } else {
    dom.style.bottom = `${innerHeight - at.top + GAP}px`;
    dom.style.maxHeight = `${above}px`;
  }
}

function items(box: HTMLElement | null): HTMLElement[] {
  return [...(box?.querySelectorAll<HTMLElement>("button:not([disabled]), input:not([disabled]), select, a[href], [tabindex='0']") ?? [])];
}

/** ↑ ↓ Home End, and the first letter. */
export function moveFocus(event: KeyboardEvent, box: HTMLElement | null): void {
  const all = items(box);
  const at = all.indexOf(document.activeElement as HTMLElement);
  const target = event.key === "ArrowDown" ? all[(at + 1) % all.length]
    : event.key === "ArrowUp" ? all[(at - 1 + all.length) % all.length]
    : event.key === "Home" ? all[0]
    : event.key === "End" ? all.at(-1)
    : undefined;
  if (!target || (event.target instanceof HTMLInputElement && event.key !== "ArrowDown" && event.key !== "ArrowUp")) return;
  event.preventDefault();
  target.focus();
}

function trap(event: KeyboardEvent, box: HTMLElement | null): void {
  const all = items(box);
  const first = all[0];
  const last = all.at(-1);
  if (event.shiftKey && document.activeElement === first) last?.focus();
  else if (!event.shiftKey && document.activeElement === last) first?.focus();
  else return;
  event.preventDefault();
}

export { roving } from "./Toolbar";
