/** The studio's icons: 20 × 20, strokes of 1.7 px in the colour of the text. */

const PATHS = {
  songs: "M3.5 5h9.5M3.5 9.5h9.5M3.5 14h5M16.5 4.5v9m0 0a2.1 2.1 0 1 1-2.1-2.1",
  down: "M5.5 8l4.5 4.5L14.5 8", up: "M5.5 12L10 7.5l4.5 4.5", next: "M8 5.5l4.5 4.5L8 14.5", back: "M12 5.5L7.5 10l4.5 4.5",
  undo: "M7 4.5L3.8 7.7 7 11M4.2 7.7h7.1a4.3 4.3 0 0 1 0 8.6H8", redo: "M13 4.5l3.2 3.2L13 11M15.8 7.7H8.7a4.3 4.3 0 0 0 0 8.6H12",
  find: "M9 4.2a4.8 4.8 0 1 1 0 9.6 4.8 4.8 0 0 1 0-9.6zM12.6 12.6l3.9 3.9", minus: "M5 10h10", plus: "M10 5v10M5 10h10",
  share: "M10 12.5V3.6M6.7 6.5L10 3.3l3.3 3.2M5.6 9.4H4.2v7h11.6v-7h-1.4", save: "M10 3.6v9M6.6 9.6l3.4 3.3 3.4-3.3M4.2 16.4h11.6",
  stage: "M4 8V4h4M16 8V4h-4M4 12v4h4M16 12v4h-4", more: "M4.6 10h.01M10 10h.01M15.4 10h.01",
  warning: "M10 3.6l7.3 12.8H2.7zM10 8.6v3.3M10 14.2v.01", error: "M10 3.2a6.8 6.8 0 1 1 0 13.6 6.8 6.8 0 0 1 0-13.6zM10 6.6v4.2M10 13.3v.01",
  check: "M4.6 10.6l3.4 3.4 7.4-7.9", drag: "M7.5 5.5v.01M12.5 5.5v.01M7.5 10v.01M12.5 10v.01M7.5 14.5v.01M12.5 14.5v.01",
  close: "M5.2 5.2l9.6 9.6M14.8 5.2l-9.6 9.6", print: "M6 7V3.6h8V7M6 13.8H4V8h12v5.8h-2M6 11.6h8v4.9H6z",
  code: "M7 6l-4 4 4 4M13 6l4 4-4 4", file: "M6 3.2h5.4L14.8 6.6v10.2H6zM11.4 3.2v3.4h3.4", picture: "M4 4.6h12v10.8H4zM4.5 14l4-4.4 3 2.9 2-1.9 2.3 2.4",
  play: "M6.6 4.6v10.8l8.8-5.4z", pause: "M7.2 5v10M12.8 5v10", settings: "M4 6.6h6.8M15.4 6.6H16M4 13.4h.8M9.2 13.4H16M13.1 4.9v3.4M7 11.7v3.4",
  moon: "M15.6 11.8A6 6 0 0 1 8.2 4.4a6 6 0 1 0 7.4 7.4z", link: "M8.4 11.6l3.2-3.2M9.5 6.5l1.8-1.8a2.8 2.8 0 0 1 4 4l-1.8 1.8M10.5 13.5l-1.8 1.8a2.8 2.8 0 0 1-4-4l1.8-1.8",
  move: "M4 10h12M7 7l-3 3 3 3M13 7l3 3-3 3", book: "M10 5.6C8 4.2 5.6 4.2 3.6 4.7v10.8c2-.5 4.4-.5 6.4.9 2-1.4 4.4-1.4 6.4-.9V4.7c-2-.5-4.4-.5-6.4.9zM10 5.6v10.8",
  letters: "M3.5 15L7.3 5h.4l3.8 10M4.9 11.6h5.2M13 15l2.3-6h.3l2.2 6M13.8 13h3.2", columns: "M4 4.6h12v10.8H4zM10 4.6v10.8",
  key: "M7 8.4a3.2 3.2 0 1 1 0 6.4 3.2 3.2 0 0 1 0-6.4zM9.4 9.3l6-6M13 5.7l2.2 2.2", sun: "M10 6.8a3.2 3.2 0 1 1 0 6.4 3.2 3.2 0 0 1 0-6.4zM10 2.6v1.2M10 16.2v1.2M2.6 10h1.2M16.2 10h1.2M4.8 4.8l.8.8M14.4 14.4l.8.8M15.2 4.8l-.8.8M5.6 14.4l-.8.8",
  help: "M10 3.2a6.8 6.8 0 1 1 0 13.6 6.8 6.8 0 0 1 0-13.6zM8 8.2a2 2 0 1 1 2.9 1.8c-.6.3-.9.7-.9 1.3M10 13.6v.01", trash: "M4.4 6h11.2M8 6V4h4v2M5.6 6l.7 10.4h7.4L14.4 6", open: "M3.4 15.8V5h4.4l1.6 1.8h7.2v9z",
} as const;

export type IconName = keyof typeof PATHS;

const THICK = new Set<string>(["drag", "more"]);

export function Icon({ name }: { name: IconName | string }) {
  const path = PATHS[name as IconName] ?? PATHS.file;
  return (
    <svg class="i" viewBox="0 0 20 20" aria-hidden="true">
      <path d={path} stroke-width={THICK.has(name) ? 2.4 : 1.7} fill={name === "play" ? "currentColor" : "none"} />
    </svg>
  );
}

/** The studio's mark: a note in brackets. */
export function Mark() {
  return (
    <svg class="mark" viewBox="0 0 28 28" aria-hidden="true">
      <rect width="28" height="28" rx="7" fill="currentColor" />
      <path d="M10 7H7.5v14H10M18 7h2.5v14H18" fill="none" class="on" />
      <circle cx="14" cy="14" r="3" class="dot" />
    </svg>
  );
}
