/** What the controls do: changes of key, capo and look, each a step that can be undone. */
import { transposeKey } from "../editor/music";
import { changeSong, closeSong, look, report, settings, song, step, type Look, type Settings } from "../state";

function songStep(label: string, change: { key?: number; capo?: number | undefined }): void {
  const id = song.value.id;
  const { key, capo } = song.value;
  const set = (to: { key?: number | undefined; capo?: number | undefined }) => {
    // Absent and undefined are the same here.
    changeSong(to as { key?: number; capo?: number });
  };
  closeSong();
  const before = { key, capo };
  const after = { key, capo, ...change };
  set(after);
  step(label, () => set(before), () => set(after), id);
}

/** The key that the song is written in, or is taken for; null where its chords do not tell. */
export function writtenKey(): { key: string; guess: boolean } | null {
  const now = report.value?.key;
  if (!now) return null;
  if (now.stated) return { key: now.stated, guess: false };
  return now.detected ? { key: now.detected, guess: true } : null;
}

/** The key that the song is shown in. */
export function shownKey(): string | null {
  const written = writtenKey();
  return written ? transposeKey(written.key, song.value.key ?? 0) : null;
}

export function setKey(semitones: number): void {
  const wrapped = semitones > 11 ? semitones - 12 : semitones < -11 ? semitones + 12 : semitones;
  if (wrapped === (song.value.key ?? 0)) return;
  const written = writtenKey();
  songStep(`key ${written ? transposeKey(written.key, wrapped) : wrapped > 0 ? `+${wrapped}` : wrapped}`, { key: wrapped });
}

export function setCapo(capo: number | undefined): void {
  if (capo === song.value.capo) return;
  songStep(capo ? `capo ${capo}` : "no capo", { capo });
}

export function setLook(label: string, change: Partial<Look>): void {
  const before = look.value;
  const after = { ...before, ...change };
  if (JSON.stringify(before) === JSON.stringify(after)) return;
  look.value = after;
  step(label, () => (look.value = before), () => (look.value = after));
}

/** A look for the time of hovering; returns what takes it back. */
export function tryLook(change: Partial<Look>): () => void {
  const before = look.value;
  const tried = { ...before, ...change };
  look.value = tried;
  return () => {
    if (look.value === tried) look.value = before;
  };
}

export function setSettings(change: Partial<Settings>): void {
  settings.value = { ...settings.value, ...change };
}
