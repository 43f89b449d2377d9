/** Requests to the service: the key, errors as `ServiceError`. All addresses are relative to the page's, for a base path. */
import type { OptionDescription, Preset, PreviewAnswer, Problem } from "./types";

const KEY = "studio.key";
/** Address of the service, from that of the page. */
const base = () => new URL(".", document.baseURI);

export class ServiceError extends Error {
  constructor(
    readonly status: number,
    readonly problem: Problem,
    readonly headers: Headers,
  ) {
    super(problem.detail ?? problem.title ?? String(status));
  }
}

export function key(): string {
  return sessionStorage.getItem(KEY) ?? "";
}

/** Keeps the key until the tab is closed; empty: forgets it. */
export function setKey(value: string): void {
  if (value) sessionStorage.setItem(KEY, value);
  else sessionStorage.removeItem(KEY);
}

/** `fetch` with the key; throws `ServiceError` where the status is an error, and what `fetch` throws where there is no answer. */
export async function request(path: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  const own = key();
  if (own) headers.set("X-API-Key", own);
  const response = await fetch(new URL(path, base()), { ...init, headers, credentials: "same-origin" });
  if (!response.ok) throw new ServiceError(response.status, await problemOf(response), response.headers);
  return response;
}

async function problemOf(response: Response): Promise<Problem> {
  try {
    return (await response.json()) as Problem;
  } catch {
    return { status: response.status, title: response.statusText };
  }
}

export function post(path: string, body: unknown): Promise<Response> {
  return request(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
}

/** @param body a `PreviewBody` as JSON */
export async function preview(body: string, signal: AbortSignal): Promise<{ answer: PreviewAnswer; headers: Headers }> {
  const response = await request("preview", { method: "POST", headers: { "Content-Type": "application/json" }, body, signal });
  return { answer: (await response.json()) as PreviewAnswer, headers: response.headers };
}

/** The document of a body of `/convert`, in a format. */
export async function convert(body: unknown, format: string): Promise<Blob> {
  const response = await post("convert", { ...(body as object), output_format: format });
  return response.blob();
}

export async function getPresets(): Promise<Preset[]> {
  return (await (await request("presets")).json()) as Preset[];
}

export async function getOptions(): Promise<Record<string, OptionDescription>> {
  const body = (await (await request("options")).json()) as { supported_options: Record<string, OptionDescription> };
  return body.supported_options;
}

export interface Imported {
  /** Name of the format. */
  from: string;
  text: string;
}

interface ImportAnswer {
  sheets: { from: string; confidence: string; songs: { chordpro: string }[] }[];
}

/** A sheet of another format as ChordPro; null where it is ChordPro already, or no sheet for certain. */
export async function importText(content: string): Promise<Imported | null> {
  const body = (await (await post("import", { content })).json()) as ImportAnswer;
  const sheet = body.sheets[0];
  if (!sheet || sheet.from === "chordpro" || sheet.confidence === "unsure" || sheet.songs.length === 0) return null;
  return { from: sheet.from, text: sheet.songs.map((one) => one.chordpro).join("{new_song}\n") };
}

/** Whether the service answers. */
export async function alive(): Promise<boolean> {
  try {
    return (await fetch(new URL("health/live", base()), { cache: "no-store" })).ok;
  } catch {
    return false;
  }
}
