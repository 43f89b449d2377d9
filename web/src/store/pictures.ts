/** The pictures of the open song and its book, in the form that the service takes. */
import { signal } from "@preact/signals";
import type { Song } from "../state";
import { toBase64 } from "./base64";
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
      for (const file of await database.filesOf(song.id)) loaded[file.name] = toBase64(await bytesOf(file.blob));
    }
    if (mine === generation) pictures.value = loaded;
  })().catch(() => undefined);
}

/** Adds one picture to those of the open song. */
export async function addPicture(name: string, blob: Blob): Promise<void> {
  const content = toBase64(await bytesOf(blob));
  pictures.value = { ...pictures.value, [name]: content };
}

async function bytesOf(blob: Blob): Promise<Uint8Array> {
  return new Uint8Array(await blob.arrayBuffer());
}
