/** Errors of the service in people's words, and what is to be done about them. */
import { words } from "../data/words";
import type { Status } from "../state";
import { ServiceError } from "./client";
import { backoff, retryAfter } from "./rate";

/**
 * - `edit`: tried again when the song or a setting changes; `later`: after `delay` ms; `key`: when there is a key;
 *   `online`: when the service answers again.
 */
export type Retry = { when: "edit" | "key" | "online" } | { when: "later"; delay: number };

export interface Trouble {
  status: Status;
  retry: Retry;
  /** Name of the control that is at fault. */
  field?: string;
  line?: number;
  /** The request is larger than the service takes. */
  tooLarge?: boolean;
}

export function sizeOf(bytes: number): string {
  return bytes >= 100_000 ? `${(bytes / 1_000_000).toFixed(1)} MB` : `${Math.ceil(bytes / 1000)} kB`;
}

/** @param attempt how often in a row the service was busy; @param size bytes of the request */
export function troubleOf(error: unknown, attempt: number, size: number): Trouble {
  if (!(error instanceof ServiceError)) return { status: { text: words.offline, kind: "warning" }, retry: { when: "online" } };
  const { status, problem, headers } = error;
  const detail = problem.detail ?? problem.title ?? `${status}`;
  const wait = retryAfter(headers);
  switch (status) {
    case 401: return { status: { text: words.badKey, kind: "error", alert: true }, retry: { when: "key" } };
    case 403: return { status: { text: words.forbidden, kind: "error" }, retry: { when: "edit" } };
    case 413: return { status: { text: words.tooLarge(sizeOf(size), limitIn(detail)), kind: "error", alert: true }, retry: { when: "edit" }, tooLarge: true };
    case 422: return { status: { text: words.broke(problem.line ?? null), kind: "warning" }, retry: { when: "edit" }, ...lineOf(problem.line) };
    case 429: {
      const delay = wait ?? 2000;
      return { status: { text: words.many(Math.max(1, Math.ceil(delay / 1000))), kind: "warning" }, retry: { when: "later", delay } };
    }
    case 503:
      if (problem.type?.endsWith("timed-out")) return { status: { text: words.tooLong, kind: "error" }, retry: { when: "edit" }, ...lineOf(problem.line) };
      return { status: { text: words.busy, kind: "warning" }, retry: { when: "later", delay: wait ?? backoff(attempt) } };
    case 500: return { status: faultOf(String(problem["instance"] ?? headers.get("X-Request-Id") ?? "–")), retry: { when: "edit" } };
    case 502:
    case 504: return { status: { text: words.offline, kind: "warning" }, retry: { when: "online" } };
    default: {
      const field = problem.field ?? fieldIn(problem);
      return { status: { text: detail, kind: "error" }, retry: { when: "edit" }, ...(field ? { field } : {}) };
    }
  }
}

function faultOf(number: string): Status {
  return { text: words.fault(number), kind: "error", action: { label: words.copy, run: () => void navigator.clipboard.writeText(number) } };
}

function lineOf(line: number | undefined): { line?: number } {
  return line === undefined ? {} : { line };
}

/** "1 MB" out of "… at most 1048576 bytes", or as it is written. */
function limitIn(detail: string): string {
  const bytes = /(\d{4,}) bytes/.exec(detail)?.[1];
  if (bytes) return sizeOf(Number(bytes));
  return /(\d+(?:\.\d+)? ?[kKM]i?B)\b/.exec(detail)?.[1] ?? "";
}

function fieldIn(problem: { [more: string]: unknown }): string | undefined {
  const errors = problem["errors"] as { pointer?: string }[] | undefined;
  return errors?.[0]?.pointer?.split("/").pop();
}
