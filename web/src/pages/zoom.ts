/** The size of pages: 100 % is the paper at its true size, 1 pt = 4/3 px. */
import type { Zoom } from "../state";

export const SMALLEST = 0.25;
export const LARGEST = 4;
const PX = 4 / 3;
const STEPS = [0.25, 0.33, 0.5, 0.67, 0.75, 0.88, 1, 1.25, 1.5, 2, 2.5, 3, 4];

/**
 * Scale of pages of `width` × `height` points in a room of so many pixels (without its padding).
 */
export function scaleOf(zoom: Zoom, width: number, height: number, room: { width: number; height: number }): number {
  const byWidth = room.width / (width * PX);
  if (zoom === "width") return clamp(Math.min(byWidth, 1.75));
  if (zoom === "page") return clamp(Math.min(byWidth, room.height / (height * PX)));
  return clamp(zoom);
}

export function clamp(scale: number): number {
  return Math.min(LARGEST, Math.max(SMALLEST, scale));
}

/** The next larger or smaller of the usual steps. */
export function nextStep(scale: number, way: 1 | -1): number {
  const near = 0.01;
  return (way > 0 ? STEPS.find((one) => one > scale + near) : STEPS.findLast((one) => one < scale - near)) ?? clamp(scale);
}

export function pixels(points: number, scale: number): number {
  return points * PX * scale;
}
