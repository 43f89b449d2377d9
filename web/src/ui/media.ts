/** The layout that the window has room for. */
import { signal } from "@preact/signals";

/** wide: one header row; medium: two; tablet: panes by a switch, or stacked; phone: tabs and a dock. */
export type Layout = "wide" | "medium" | "tablet" | "phone";

const wide = matchMedia("(min-width: 1280px)");
const medium = matchMedia("(min-width: 960px)");
const tablet = matchMedia("(min-width: 600px)");
const touch = matchMedia("(pointer: coarse)");

function now(): Layout {
  return wide.matches ? "wide" : medium.matches ? "medium" : tablet.matches ? "tablet" : "phone";
}

export const layout = signal<Layout>(now());
export const coarse = signal(touch.matches);

for (const query of [wide, medium, tablet]) query.addEventListener("change", () => (layout.value = now()));
touch.addEventListener("change", () => (coarse.value = touch.matches));
