/** The store `settings`: what the page looks like, and what the studio remembers of itself. */
import { look, settings } from "../state";
import type { StudioDatabase } from "./db";

/** Values as they are stored, in JSON. */
const stored = new Map<string, string>();

/** Takes over the settings of the database. */
export function restoreSettings(values: ReadonlyMap<string, unknown>): void {
  for (const [name, value] of values) stored.set(name, JSON.stringify(value));
  look.value = withStored(look.value, values);
  settings.value = withStored(settings.value, values);
}

/** Writes what differs from what is stored. A setting that is not kept is no reason for a message. */
export function putSettings(database: StudioDatabase | null, values: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(values)) {
    const text = JSON.stringify(value);
    if (text === undefined || stored.get(name) === text) continue;
    stored.set(name, text);
    void database?.putSetting(name, value).catch(() => stored.delete(name));
  }
}

/** The defaults, each replaced by the stored value where that has its type. */
function withStored<T extends object>(defaults: T, values: ReadonlyMap<string, unknown>): T {
  const known = Object.entries(defaults).map(([name, value]) => {
    const own = values.get(name);
    const isFitting = typeof own === typeof value || (name === "zoom" && (typeof own === "number" || own === "page"));
    return [name, isFitting ? own : value];
  });
  return Object.fromEntries(known) as T;
}
