/** Views Text, ChordPro and JSON: what they show. */
import type { PreviewAnswer } from "../service/types";

export type TextView = "text" | "cho" | "json";

/** The text of a view, or null where the answer has none yet. */
export function viewText(answer: PreviewAnswer | null, view: TextView): string | null {
  const text = answer?.views[view];
  if (text === undefined) return null;
  return view === "json" ? indented(text) : text;
}

function indented(json: string): string {
  try {
    return JSON.stringify(typeof json === "string" ? JSON.parse(json) : json, null, 2);
  } catch {
    return json;
  }
}
