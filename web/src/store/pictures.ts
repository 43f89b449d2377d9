/** The pictures of the open song and its book, in the form that the service takes. */
import { signal } from "@preact/signals";
import type { Song } from "../state";
import type { StudioDatabase } from "./db";

/** File names to contents in base64: `files` of `POST /convert`. */
export const pictures = signal<Record<string, string>>({});

let generation = 0;

/** Reads the pictures of songs; what an earlier call still reads is left out. */
export function loadPictures(database: StudioDatabase | null, songs: readonly Song[]): void {
  generation += 1;
  const mine = generation;
  const having = songs.filter((song) => song.files.length > 0);
  if (Object.keys(pictures.value).length > 0) pictures.value = {};
  if (!database || having.length === 0) return;
  void (async () => {
    const loaded: Record<string, string> = {};
    for (const song of having) {
      for (const file of await database.filesOf(song.id)) loaded[file.name] = await toBase64(file.blob);
    }
    if (mine === generation) pictures.value = loaded;
  })().catch(() => undefined);
}

/** Adds one picture to those of the open song. */
export async function addPicture(name: string, blob: Blob): Promise<void> {
  const content = await toBase64(blob);
  pictures.value = { ...pictures.value, [name]: content };
}

/** Base64 with padding (RFC 4648, section 4). */
export async function toBase64(blob: Blob): Promise<string> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let binary = "";
  // A call takes so many arguments at most.
  for (let start = 0; start < bytes.length; start += 0x8000) {
    binary += String.fromCharCode(...bytes.subarray(start, start + 0x8000));
  }
  return btoa(binary);
}
