/**
 * Share links: songs in the fragment of the address, which browsers do not send.
 *
 * `#s=` is followed by base64url, without padding, of a version byte and of raw DEFLATE (RFC 1951) over
 * `{"songs": [{"content", "name"?}], "options": {…}}` in UTF-8. Options are those of `POST /convert`.
 */
import type { Options } from "../service/types";
import { toBase64 } from "./base64";

const PREFIX = "#s=";
const VERSION = 1;
/** Characters that a reader takes. */
const MAX_CHARACTERS = 200_000;
/** Bytes at which a reader stops inflating. */
const MAX_INFLATED = 2 * 1024 * 1024;
/** Characters from which programs cut links. */
export const LONG_LINK = 8_000;

/** A song of a link, in the form that `songs` of `POST /convert` has. */
export interface SharedSong {
  content: string;
  name?: string;
  transpose?: string | number;
  capo?: number;
}

/** What a link holds. */
export interface SharedSongs {
  songs: SharedSong[];
  options: Options;
}

/** A link that cannot be opened; `reason` tells which sentence to show. */
export class LinkError extends Error {
  constructor(readonly reason: "damaged" | "newer" | "too-large") {
    super(reason);
  }
}

/** Tells whether a fragment is a share link. */
export function isShareLink(fragment: string): boolean {
  return fragment.startsWith(PREFIX);
}

/** The fragment for songs, `#s=…`. */
export async function writeFragment(shared: SharedSongs): Promise<string> {
  const json = new TextEncoder().encode(JSON.stringify(shared));
  const deflated = await bytesOf(streamOf(json).pipeThrough(new CompressionStream("deflate-raw")), Infinity);
  const bytes = new Uint8Array(deflated.length + 1);
  bytes[0] = VERSION;
  bytes.set(deflated, 1);
  return PREFIX + toBase64Url(bytes);
}

/** The songs of a fragment. Rejects with a `LinkError`. */
export async function readFragment(fragment: string): Promise<SharedSongs> {
  if (!isShareLink(fragment)) throw new LinkError("damaged");
  if (fragment.length > MAX_CHARACTERS) throw new LinkError("too-large");
  const bytes = fromBase64Url(fragment.slice(PREFIX.length));
  if (bytes.length === 0) throw new LinkError("damaged");
  if (bytes[0] !== VERSION) throw new LinkError("newer");
  return readShared(await inflate(bytes.subarray(1)));
}

async function inflate(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  try {
    return await bytesOf(streamOf(bytes).pipeThrough(new DecompressionStream("deflate-raw")), MAX_INFLATED);
  } catch (error) {
    throw error instanceof LinkError ? error : new LinkError("damaged");
  }
}

function readShared(json: Uint8Array): SharedSongs {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(json));
  } catch {
    throw new LinkError("damaged");
  }
  if (!isObject(value) || !Array.isArray(value.songs)) throw new LinkError("damaged");
  const songs = value.songs.map(readSong);
  if (songs.length === 0) throw new LinkError("damaged");
  return { songs, options: isObject(value.options) ? value.options : {} };
}

function readSong(value: unknown): SharedSong {
  if (!isObject(value) || typeof value.content !== "string") throw new LinkError("damaged");
  const song: SharedSong = { content: value.content };
  if (typeof value.name === "string") song.name = value.name;
  if (typeof value.transpose === "string" || typeof value.transpose === "number") song.transpose = value.transpose;
  if (typeof value.capo === "number") song.capo = value.capo;
  return song;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function streamOf(bytes: Uint8Array<ArrayBuffer>): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({
    start(controller) {
      controller.enqueue(bytes);
      controller.close();
    },
  });
}

/** All bytes of a stream; a stream with more than `most` is not read to its end. */
async function bytesOf(stream: ReadableStream<Uint8Array>, most: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > most) {
      await reader.cancel();
      throw new LinkError("too-large");
    }
    chunks.push(value);
  }
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}

/** Base64 with `-` and `_`, without padding (RFC 4648, section 5). */
export function toBase64Url(bytes: Uint8Array): string {
  return toBase64(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
  } catch {
    throw new LinkError("damaged");
  }
}
