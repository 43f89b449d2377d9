/** Spacing of requests by what the service says of its limits (`RateLimit`, `Retry-After`). */

/** Milliseconds to leave between requests: none while more than 30 % of them are left. */
export function spacing(remaining: number, limit: number, resetSeconds: number): number {
  if (limit <= 0 || remaining / limit >= 0.3) return 0;
  return Math.min(30_000, (resetSeconds * 1000) / Math.max(1, remaining));
}

/** Reads `RateLimit: "default";r=12;t=34` and `RateLimit-Policy: "default";q=600;w=60` (also `limit=600, remaining=12, reset=34`). */
export function readRate(headers: Pick<Headers, "get">): { remaining: number; limit: number; reset: number } | null {
  const line = headers.get("RateLimit");
  if (!line) return null;
  const policy = headers.get("RateLimit-Policy") ?? "";
  const value = (text: string, ...names: string[]) => {
    const match = new RegExp(`(?:^|[;,\\s])(?:${names.join("|")})=(\\d+)`).exec(text);
    return match ? Number(match[1]) : null;
  };
  const remaining = value(line, "r", "remaining");
  const reset = value(line, "t", "reset");
  const limit = value(line, "limit") ?? value(policy, "q");
  return remaining === null || reset === null || limit === null ? null : { remaining, limit, reset };
}

/** Milliseconds of a `Retry-After` in seconds or as a date; null where there is none. */
export function retryAfter(headers: Pick<Headers, "get">, now = Date.now()): number | null {
  const text = headers.get("Retry-After");
  if (!text) return null;
  const seconds = Number(text);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const date = Date.parse(text);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}

/** Pauses of 1, 2, 4, 8 s, each with up to a quarter more or less. */
export function backoff(attempt: number, random = Math.random()): number {
  return 1000 * 2 ** Math.min(3, Math.max(0, attempt)) * (0.75 + random / 2);
}
