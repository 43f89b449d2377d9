/**
 * Places of the frame that are filled by modules of their own, so that `App.tsx` does not depend on them. `ui/parts.ts` fills
 * them; an empty slot shows nothing, and its button is not there.
 */
import { signal } from "@preact/signals";
import type { ComponentType } from "preact";

export interface MenuEntry {
  label: string;
  icon: string;
  /** Shown at the right: a shortcut, a format. */
  note?: string;
  run: () => void;
  enabled?: () => boolean;
}

/** A part in a popover gets `close`, which also gives the focus back. */
export type PopoverPart = ComponentType<{ close: () => void }>;

export const slots = {
  /** Left of the text pane, full height; shown while `drawerOpen`. */
  drawer: signal<ComponentType | null>(null),
  /** Content of the popovers of the buttons Share and Download ▾. */
  share: signal<PopoverPart | null>(null),
  download: signal<PopoverPart | null>(null),
  /** Button "Download PDF", Ctrl+S: the last format. */
  save: signal<(() => void) | null>(null),
  /** Ctrl+P, and Print of the dock. */
  print: signal<(() => void) | null>(null),
  /** Button Stage, Ctrl+Enter. */
  stage: signal<(() => void) | null>(null),
  /** Over the text while the tour runs; `startTour` begins it. */
  tour: signal<ComponentType | null>(null),
  startTour: signal<(() => void) | null>(null),
  /** Anything else that lies over the frame: drop target, bar of a shared song. */
  overlays: signal<ComponentType[]>([]),
  /** Above the editor, under the tool row: bars such as "Someone shared this song". */
  bars: signal<ComponentType[]>([]),
  /** Entries of the menu above the rule: Open files, New song, New book, Export all, Import, … */
  menu: signal<MenuEntry[]>([]),
  openFiles: signal<(() => void) | null>(null),
  /** Samples of the first run: opens one by its name. */
  nextSong: signal<((way: 1 | -1) => void) | null>(null),
};
