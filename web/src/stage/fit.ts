/** Letter size, columns and screens of a song: as large as no line wraps, on the fewest screens. */

/** Pixels of letters that can be chosen, and the step between two sizes that are tried. */
export const MIN_SIZE = 20;
export const MAX_SIZE = 64;

/** What was measured of one block with letters of `REFERENCE` pixels. All sizes grow with the letters. */
export interface MeasuredBlock {
  /** Height of the label above the rows; 0 without one. */
  head: number;
  rows: { width: number; height: number }[];
}

/** Letter size at which blocks are measured. */
export const REFERENCE = 32;
/** Space below a block, and what stands left of its rows, in letter sizes. */
export const BLOCK_GAP = 0.8;
export const BLOCK_INDENT = 0.65;

export interface Room {
  width: number;
  height: number;
  /** Space between two columns. */
  gap: number;
}

/** Rows `from` to `to` (not included) of a block in one column. */
export interface Slice {
  block: number;
  from: number;
  to: number;
}

export interface Fit {
  size: number;
  columns: number;
  /** Screens, each with its columns, each with its slices. */
  screens: Slice[][][];
  /** Pixels that are free below the last column of each screen. */
  free: number[];
}

/** What the singer has chosen. */
export interface Choice {
  size?: number | undefined;
  columns?: number | undefined;
}

/** The best arrangement of the blocks in the room. */
export function fit(blocks: readonly MeasuredBlock[], room: Room, choice: Choice = {}): Fit {
  const columnCounts = choice.columns ? [choice.columns] : [1, 2];
  const candidates = columnCounts.flatMap((columns) => sizesFor(blocks, room, columns, choice).map((size) => arrange(blocks, room, columns, size)));
  return candidates.reduce((best, one) => (isBetter(one, best) ? one : best));
}

function isBetter(one: Fit, other: Fit): boolean {
  if (one.screens.length !== other.screens.length) return one.screens.length < other.screens.length;
  return one.size > other.size;
}

/** Sizes to be tried, none larger than the widest line allows, none smaller than can be read from a stand. */
function sizesFor(blocks: readonly MeasuredBlock[], room: Room, columns: number, choice: Choice): number[] {
  if (choice.size) return [clamp(choice.size)];
  const widest = Math.max(1, ...blocks.flatMap((block) => block.rows.map((row) => row.width)));
  const unwrapped = Math.floor((columnWidth(room, columns) / (widest + BLOCK_INDENT * REFERENCE)) * REFERENCE);
  const largest = clamp(unwrapped);
  const smallest = Math.min(largest, comfortable(room));
  const sizes: number[] = [];
  for (let size = largest; size >= smallest; size -= 1) sizes.push(size);
  return sizes;
}

/** The size below which letters do not go to save a screen: 3.5 % of the shorter side, 20 to 32 pixels. */
function comfortable(room: Room): number {
  return Math.min(32, Math.max(MIN_SIZE, Math.round(Math.min(room.width, room.height) * 0.035)));
}

function clamp(size: number): number {
  return Math.min(MAX_SIZE, Math.max(MIN_SIZE, size));
}

function columnWidth(room: Room, columns: number): number {
  return (room.width - room.gap * (columns - 1)) / columns;
}

/** Blocks in columns, in order. A block stays together unless it is taller than a column. */
export function arrange(blocks: readonly MeasuredBlock[], room: Room, columns: number, size: number): Fit {
  const scale = size / REFERENCE;
  const width = columnWidth(room, columns) - BLOCK_INDENT * size;
  // A line that is too wide wraps, and is as many times as high.
  const heightOf = (row: { width: number; height: number }) => row.height * scale * linesOf(row.width * scale, width);
  const filled: Slice[][] = [[]];
  const spare: number[] = [];
  let left = room.height;
  const nextColumn = () => {
    spare.push(left);
    filled.push([]);
    left = room.height;
  };
  blocks.forEach((block, index) => {
    const heights = block.rows.map(heightOf);
    const head = block.head * scale;
    const whole = head + heights.reduce((sum, height) => sum + height, 0);
    if (whole > left && (whole <= room.height || left < room.height / 3) && filled.at(-1)?.length) nextColumn();
    let from = 0;
    left -= head;
    heights.forEach((height, row) => {
      if (height > left && row > from) {
        filled.at(-1)?.push({ block: index, from, to: row });
        nextColumn();
        from = row;
      }
      left -= height;
    });
    if (from < heights.length) filled.at(-1)?.push({ block: index, from, to: heights.length });
    left -= BLOCK_GAP * size;
  });
  spare.push(left);
  const screens: Slice[][][] = [];
  const free: number[] = [];
  for (let column = 0; column < filled.length; column += columns) {
    screens.push(filled.slice(column, column + columns));
    // A screen whose last columns are empty has the whole height below.
    free.push(column + columns > filled.length ? room.height : (spare[column + columns - 1] ?? 0));
  }
  return { size, columns, screens, free };
}

/** Lines that a row takes; words leave about a twentieth of each wrapped line empty. */
function linesOf(width: number, room: number): number {
  return width <= room + 0.5 ? 1 : Math.ceil((width * 1.05) / room);
}
