/** What the lists show of a song, read from its text. */

/** Its subtitle, else its artist or composer; empty where there is none. */
export function subtitleOf(content: string): string {
  return valueOf(content, "subtitle|st") || valueOf(content, "artist") || valueOf(content, "composer");
}

/** The first key that it states; empty where it states none. */
export function keyOf(content: string): string {
  return valueOf(content, "key");
}

function valueOf(content: string, names: string): string {
  return new RegExp(`^[ \\t]*\\{\\s*(?:${names})\\s*[: ]\\s*([^}\\n]*?)\\s*\\}`, "im").exec(content)?.[1] ?? "";
}
