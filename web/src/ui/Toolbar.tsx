/** A toolbar: ← → Home End go through its buttons, of which one takes part in Tab. */
import { useEffect, useRef } from "preact/hooks";
import type { ComponentChildren } from "preact";

interface Props {
  label: string;
  class: string;
  id?: string;
  role?: "toolbar" | "tablist";
  /** Before the arrow keys are looked at. */
  onKeyDown?: (event: KeyboardEvent) => void;
  children: ComponentChildren;
}

/** The buttons of a bar, without those of popovers in it. */
function buttonsOf(bar: HTMLElement): HTMLElement[] {
  return [...bar.querySelectorAll<HTMLElement>("button:not([disabled])")].filter((one) => !one.closest(".popover") && one.offsetParent !== null);
}

function settle(bar: HTMLElement, chosen?: HTMLElement): void {
  const all = buttonsOf(bar);
  const one = chosen ?? all.find((button) => button.getAttribute("aria-selected") === "true") ?? all.find((button) => button.tabIndex === 0) ?? all[0];
  for (const button of all) button.tabIndex = button === one ? 0 : -1;
}

function go(event: KeyboardEvent, bar: HTMLElement): void {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  const all = buttonsOf(bar);
  const at = all.indexOf(document.activeElement as HTMLElement);
  const target = at < 0 ? undefined
    : event.key === "ArrowRight" ? all[(at + 1) % all.length]
    : event.key === "ArrowLeft" ? all[(at - 1 + all.length) % all.length]
    : event.key === "Home" ? all[0]
    : event.key === "End" ? all.at(-1)
    : undefined;
  if (!target) return;
  event.preventDefault();
  settle(bar, target);
  target.focus();
}

/** The same for a bar that is not a `Toolbar`: as its `onKeyDown`. */
export function roving(event: KeyboardEvent): void {
  go(event, event.currentTarget as HTMLElement);
}

export function Toolbar({ label, class: name, id, role = "toolbar", onKeyDown, children }: Props) {
  const bar = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const dom = bar.current;
    if (!dom) return;
    settle(dom);
    const observer = new MutationObserver(() => settle(dom, dom.contains(document.activeElement) ? (document.activeElement as HTMLElement) : undefined));
    observer.observe(dom, { childList: true, subtree: true, attributes: true, attributeFilter: ["disabled", "aria-selected"] });
    return () => observer.disconnect();
  }, []);
  const keys = (event: KeyboardEvent) => {
    onKeyDown?.(event);
    if (bar.current && !event.defaultPrevented) go(event, bar.current);
  };
  return <div ref={bar} class={name} role={role} aria-label={label} onKeyDown={keys} {...(id ? { id } : {})}>{children}</div>;
}
