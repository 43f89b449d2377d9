/** Both ways between page and text: the place that a click means, and the bands where the cursor is. */

export interface SourcePlace {
  song: number;
  line: number;
  column: number;
}

/** How far from a piece a click may be, in pixels. */
const NEAR = 24;

/** The source place of a click; with `recall`, of a recalled chorus the place of the recall. */
export function placeOf(sheet: HTMLElement, event: MouseEvent, recall: boolean): SourcePlace | null {
  const target = event.target instanceof Element ? event.target.closest("[data-line]") : null;
  const piece = target ?? nearest(sheet, event.clientX, event.clientY);
  if (!piece) return null;
  const recalled = piece.getAttribute("data-recall") ?? piece.closest("[data-recall]")?.getAttribute("data-recall");
  if (recall && recalled) return { song: number(piece, "data-song", 0), line: Number(recalled), column: 1 };
  return { song: number(piece, "data-song", 0), line: number(piece, "data-line", 1), column: columnIn(piece, event.clientX) };
}

function number(element: Element, name: string, otherwise: number): number {
  const text = element.getAttribute(name) ?? element.closest(`[${name}]`)?.getAttribute(name);
  const value = Number(text);
  return text === null || text === undefined || Number.isNaN(value) ? otherwise : value;
}

/** The letter inside a piece is the share of its width. */
function columnIn(piece: Element, x: number): number {
  const start = number(piece, "data-column", 1);
  const end = number(piece, "data-end", start);
  const box = piece.getBoundingClientRect();
  if (box.width === 0 || end <= start) return start;
  if (piece.classList.contains("chord")) return start + 1;
  const share = Math.min(1, Math.max(0, (x - box.left) / box.width));
  return start + Math.round(share * (end - start));
}

/** The nearest piece by height, then side. */
function nearest(sheet: HTMLElement, x: number, y: number): Element | null {
  let best: Element | null = null;
  let least = Infinity;
  for (const piece of sheet.querySelectorAll("[data-line]")) {
    const box = piece.getBoundingClientRect();
    if (box.width === 0 && box.height === 0) continue;
    const down = Math.max(0, box.top - y, y - box.bottom);
    const aside = Math.max(0, box.left - x, x - box.right);
    if (down > NEAR) continue;
    const cost = down * 1000 + aside;
    if (cost < least) {
      least = cost;
      best = piece;
    }
  }
  return best;
}

/** A box in shares of the page's width and height. */
export interface Band {
  left: number;
  top: number;
  width: number;
  height: number;
  strong: boolean;
}

/** The bands of a source line on a page: one for each row that it takes, and stronger ones for the piece of the cursor. */
export function bandsOf(sheet: HTMLElement, song: number, line: number, column: number): Band[] {
  const pieces = [...sheet.querySelectorAll(`[data-line="${line}"]`)].filter((one) => number(one, "data-song", 0) === song);
  const page = sheet.getBoundingClientRect();
  if (page.width === 0) return [];
  const boxes = pieces.map((piece) => ({ piece, box: piece.getBoundingClientRect() })).filter(({ box }) => box.width > 0 || box.height > 0);
  const share = (box: { left: number; top: number; right: number; bottom: number }, strong: boolean): Band => ({
    left: (box.left - page.left) / page.width, top: (box.top - page.top) / page.height,
    width: (box.right - box.left) / page.width, height: (box.bottom - box.top) / page.height, strong,
  });
  const rows = group(boxes.map(({ box }) => box));
  const bands = rows.map((row) => share(pad(row, 6, 4), false));
  for (const { piece, box } of boxes) {
    const start = number(piece, "data-column", -1);
    const end = number(piece, "data-end", start);
    if (start < 0 || column < start || column > end) continue;
    bands.push(share(pad(box, 2, 2), true));
  }
  return bands;
}

interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

function pad(box: Box, aside: number, down: number): Box {
  return { left: box.left - aside, right: box.right + aside, top: box.top - down, bottom: box.bottom + down };
}

/** Puts boxes that lie side by side, or a chord over its words, into one. */
function group(boxes: DOMRect[]): Box[] {
  const rows: Box[] = [];
  for (const box of [...boxes].sort((a, b) => a.top - b.top)) {
    const row = rows.find((one) => box.top < one.bottom + box.height && box.bottom > one.top - box.height);
    if (!row) {
      rows.push({ left: box.left, top: box.top, right: box.right, bottom: box.bottom });
      continue;
    }
    row.left = Math.min(row.left, box.left);
    row.right = Math.max(row.right, box.right);
    row.top = Math.min(row.top, box.top);
    row.bottom = Math.max(row.bottom, box.bottom);
  }
  return rows;
}
