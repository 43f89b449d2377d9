/** Line decorations: the bar of the section at the line's left, faces of verbatim lines, the direction of each line. */
import { RangeSetBuilder, type Extension } from "@codemirror/state";
import { Decoration, EditorView, ViewPlugin, type DecorationSet, type ViewUpdate } from "@codemirror/view";
import { isVerbatim, readDirective, sectionAt } from "./lines";
import { sectionOf } from "../data/catalogue";

const cached = new Map<string, Decoration>();

/** `inner`: a line of the section, not its start or end. */
function lineOf(section: string | null, inner: boolean): Decoration {
  const name = `${section ?? ""} ${inner}`;
  let made = cached.get(name);
  if (!made) {
    const kinds = [section === null ? "" : section === "chorus" ? "cm-chorus" : "cm-section", inner && (isVerbatim(section) || section === "grid") ? "cm-mono" : ""];
    made = Decoration.line({ attributes: { class: kinds.join(" ").trim(), dir: "auto" } });
    cached.set(name, made);
  }
  return made;
}

function build(view: EditorView): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  const { doc } = view.state;
  for (const { from, to } of view.visibleRanges) {
    const first = doc.lineAt(from).number;
    const last = doc.lineAt(to).number;
    let section = first > 1 ? sectionBefore(view, first) : null;
    for (let number = first; number <= last; number += 1) {
      const line = doc.line(number);
      const directive = line.text.includes("{") ? readDirective(line.text) : null;
      const change = directive ? sectionOf(directive.name) : null;
      if (change) section = change.section;
      builder.add(line.from, line.from, lineOf(section, change === null));
      if (change && !change.starts) section = null;
    }
  }
  return builder.finish();
}

function sectionBefore(view: EditorView, number: number): string | null {
  const above = view.state.doc.line(number - 1).text;
  const directive = readDirective(above);
  const change = directive ? sectionOf(directive.name) : null;
  if (change) return change.starts ? change.section : null;
  return sectionAt(view.state.doc, number - 1);
}

export const sectionLines: Extension = [
  EditorView.perLineTextDirection.of(true),
  ViewPlugin.fromClass(
    class {
      decorations: DecorationSet;
      constructor(view: EditorView) {
        this.decorations = build(view);
      }
      update(update: ViewUpdate): void {
        if (update.docChanged || update.viewportChanged) this.decorations = build(update.view);
      }
    },
    { decorations: (plugin) => plugin.decorations },
  ),
];
