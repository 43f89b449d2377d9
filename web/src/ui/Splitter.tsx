/** The line between text and page: drag, or ← → by 2 %. */
import { settings } from "../state";
import { setSettings } from "./actions";

const LEAST = 0.3;
const MOST = 0.7;

export function Splitter() {
  const { split } = settings.value;
  const set = (to: number) => setSettings({ split: Math.min(MOST, Math.max(LEAST, Math.round(to * 100) / 100)) });
  const drag = (event: PointerEvent) => {
    const bar = event.currentTarget as HTMLElement;
    const panes = bar.parentElement?.getBoundingClientRect();
    if (!panes) return;
    bar.setPointerCapture(event.pointerId);
    const move = (at: PointerEvent) => set((at.clientX - panes.left) / panes.width);
    bar.addEventListener("pointermove", move);
    bar.addEventListener("pointerup", () => bar.removeEventListener("pointermove", move), { once: true });
  };
  const keys = (event: KeyboardEvent) => {
    const to = event.key === "ArrowLeft" ? split - 0.02 : event.key === "ArrowRight" ? split + 0.02 : event.key === "Home" ? LEAST : event.key === "End" ? MOST : null;
    if (to === null) return;
    event.preventDefault();
    set(to);
  };
  return <div class="splitter" role="separator" aria-orientation="vertical" aria-label="Width of the text" tabIndex={0} aria-valuenow={Math.round(split * 100)} aria-valuemin={30} aria-valuemax={70} onPointerDown={drag} onKeyDown={keys} onDblClick={() => set(0.44)} />;
}
