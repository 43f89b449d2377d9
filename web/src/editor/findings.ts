/** Findings in the text: underlines, dots in the gutter, marks in the scroll bar, the card at the cursor, fixes. */
import { completionStatus } from "@codemirror/autocomplete";
import { RangeSet, StateEffect, StateField, type ChangeDesc, type EditorState, type Extension, type Text } from "@codemirror/state";
import { Decoration, EditorView, GutterMarker, ViewPlugin, gutter, showTooltip, type DecorationSet, type Tooltip, type ViewUpdate } from "@codemirror/view";
import type { Finding, Fix, TextEdit } from "../service/types";
import { words } from "../data/words";
import { offsetOfColumn } from "./lines";

/** A finding at its place in the text as it is now. */
export interface Placed {
  from: number;
  to: number;
  finding: Finding;
}

const set = StateEffect.define<Placed[]>({ map: (all, changes) => moved(all, changes) });
const closeCard = StateEffect.define<null>();

function moved(all: Placed[], changes: ChangeDesc): Placed[] {
  return all.map((one) => ({ ...one, from: changes.mapPos(one.from, 1), to: Math.max(changes.mapPos(one.from, 1), changes.mapPos(one.to, -1)) }));
}

interface Value {
  all: Placed[];
  marks: DecorationSet;
  /** Position of the cursor when the card was closed by Escape. */
  closed: number | null;
}

const ORDER = { error: 0, warning: 1, hint: 2 } as const;
const marked = { error: mark("error"), warning: mark("warning"), hint: mark("hint") };

function mark(severity: string): Decoration {
  return Decoration.mark({ class: `cm-finding cm-finding-${severity}` });
}

function marksOf(all: Placed[]): DecorationSet {
  const ranges = all.filter((one) => one.to > one.from && placeable(one.finding));
  return Decoration.set(ranges.map((one) => marked[one.finding.severity].range(one.from, one.to)), true);
}

/** What is only said in the list ("no key") is not underlined. */
function placeable(finding: Finding): boolean {
  return finding.line !== null && !(finding.severity === "hint" && finding.column === null);
}

const field = StateField.define<Value>({
  create: () => ({ all: [], marks: Decoration.none, closed: null }),
  update(value, transaction) {
    let { all, marks, closed } = value;
    if (transaction.docChanged) {
      all = moved(all, transaction.changes);
      marks = marks.map(transaction.changes);
      closed = null;
    }
    if (closed !== null && transaction.selection) closed = null;
    for (const effect of transaction.effects) {
      if (effect.is(set)) {
        all = effect.value;
        marks = marksOf(all);
      }
      if (effect.is(closeCard)) closed = transaction.newSelection.main.head;
    }
    return all === value.all && marks === value.marks && closed === value.closed ? value : { all, marks, closed };
  },
  provide: (own) => [
    EditorView.decorations.from(own, (value) => value.marks),
    showTooltip.computeN([own, "selection"], (state) => cards(state)),
  ],
});

export function placedFindings(state: EditorState): Placed[] {
  return state.field(field, false)?.all ?? [];
}

/** Places of an answer's findings in the text that it is about. */
export function place(doc: Text, findings: Finding[], song: number): Placed[] {
  const own = findings.filter((one) => one.song === song);
  const all = own.map((finding) => ({ finding, ...range(doc, finding) }));
  return all.sort((a, b) => a.from - b.from || ORDER[a.finding.severity] - ORDER[b.finding.severity]);
}

function range(doc: Text, { line, column, endLine, endColumn }: Pick<Finding, "line" | "column" | "endLine" | "endColumn">): { from: number; to: number } {
  if (line === null || line === undefined || line < 1) return { from: 0, to: 0 };
  const first = doc.line(Math.min(line, doc.lines));
  if (column === null || column === undefined) {
    const indent = /^\s*/.exec(first.text)?.[0].length ?? 0;
    return { from: first.from + indent, to: first.to };
  }
  const last = doc.line(Math.min(endLine ?? line, doc.lines));
  const from = first.from + offsetOfColumn(first.text, column);
  const to = endColumn === null || endColumn === undefined ? first.to : last.from + offsetOfColumn(last.text, endColumn);
  return { from, to: Math.max(from, to) };
}

/** Shows findings, whose places are of the text before `since`. */
export function showFindings(view: EditorView, all: Placed[], since: ChangeDesc | null): void {
  view.dispatch({ effects: set.of(since ? moved(all, since) : all) });
}

/** Carries out a fix; its places are those of the text that the finding was made of, moved by what changed since. */
export function applyFix(view: EditorView, { finding, from }: Placed, fix: Fix): void {
  const doc = view.state.doc;
  // Edits are moved with their finding, by whole lines and within its line.
  const line = doc.lineAt(Math.min(from, doc.length));
  const lines = finding.line === null ? 0 : line.number - finding.line;
  const within = finding.column === null || finding.line === null ? 0 : from - line.from - offsetOfColumn(line.text, finding.column);
  const changes = fix.edits.map((edit) => {
    const here = { ...edit, line: edit.line + lines, endLine: edit.endLine + lines };
    const at = editRange(doc, here);
    const shift = here.line === line.number ? within : 0;
    const clamp = (offset: number) => Math.min(doc.length, Math.max(0, offset + shift));
    return { from: clamp(at.from), to: clamp(at.to), insert: edit.text };
  });
  view.dispatch({ changes, userEvent: "input.fix", scrollIntoView: true });
}

function editRange(doc: Text, edit: TextEdit): { from: number; to: number } {
  // A line behind the last one: at the end of the text.
  const at = (line: number, column: number) => {
    if (line > doc.lines) return doc.length;
    const text = doc.line(Math.max(1, line));
    return text.from + offsetOfColumn(text.text, column);
  };
  const from = at(edit.line, edit.column);
  return { from, to: Math.max(from, at(edit.endLine, edit.endColumn)) };
}

/** Every finding of the same code whose first fix has the same title. */
export function sameKind(state: EditorState, one: Placed): Placed[] {
  return placedFindings(state).filter((other) => other.finding.code === one.finding.code && other.finding.fixes.length > 0);
}

export function fixAll(view: EditorView, one: Placed): number {
  const all = sameKind(view.state, one).reverse();
  for (const each of all) {
    const fix = each.finding.fixes[0];
    if (fix) applyFix(view, each, fix);
  }
  return all.length;
}

export function findingAt(state: EditorState, offset: number): Placed | null {
  return placedFindings(state).find((one) => placeable(one.finding) && one.finding.column !== null && one.from <= offset && offset <= one.to) ?? null;
}

/** To the next or the earlier finding; false where there is none. */
export function walk(view: EditorView, way: 1 | -1): boolean {
  const all = placedFindings(view.state).filter((one) => placeable(one.finding));
  if (all.length === 0) return false;
  const head = view.state.selection.main.head;
  const next = way > 0 ? (all.find((one) => one.from > head) ?? all[0]) : (all.findLast((one) => one.to < head) ?? all.at(-1));
  if (next) view.dispatch({ selection: { anchor: next.from, head: next.from }, scrollIntoView: true, effects: [] });
  return true;
}

export function firstFix(view: EditorView): boolean {
  const { main } = view.state.selection;
  const line = view.state.doc.lineAt(main.head);
  const own = findingAt(view.state, main.head) ?? placedFindings(view.state).find((one) => one.from >= line.from && one.from <= line.to && one.finding.fixes.length > 0);
  const fix = own?.finding.fixes[0];
  if (!own || !fix) return false;
  applyFix(view, own, fix);
  return true;
}

export function hideCard(view: EditorView): boolean {
  if (cards(view.state).length === 0) return false;
  view.dispatch({ effects: closeCard.of(null) });
  return true;
}

function cards(state: EditorState): Tooltip[] {
  const value = state.field(field);
  const { main } = state.selection;
  // The list of completions stands in the same place.
  if (!main.empty || value.closed === main.head || completionStatus(state) === "active") return [];
  const found = findingAt(state, main.head);
  if (!found) return [];
  return [{ pos: found.from, end: found.to, above: false, arrow: false, create: (view) => ({ dom: card(view, found), offset: { x: 0, y: 4 } }) }];
}

function card(view: EditorView, placed: Placed): HTMLElement {
  const { finding } = placed;
  const dom = document.createElement("div");
  dom.className = `cm-card cm-card-${finding.severity}`;
  const text = document.createElement("p");
  text.textContent = finding.message;
  dom.append(text);
  if (finding.hint) {
    const hint = document.createElement("small");
    hint.textContent = finding.hint;
    dom.append(hint);
  }
  const row = document.createElement("div");
  row.className = "cm-card-row";
  finding.fixes.forEach((fix, index) => row.append(button(index === 0 ? `${fix.title}` : fix.title, index === 0, () => applyFix(view, placed, fix))));
  const many = sameKind(view.state, placed).length;
  if (many > 1) row.append(button(words.fixAll(many), false, () => void fixAll(view, placed)));
  if (finding.fixes.length > 0) dom.append(row);
  return dom;
}

function button(label: string, first: boolean, run: () => void): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = label;
  made.tabIndex = -1;
  if (first) {
    made.className = "go";
    const key = document.createElement("kbd");
    key.textContent = "Alt ↵";
    made.append(" ", key);
  }
  // The cursor stays in the text.
  made.addEventListener("mousedown", (event) => event.preventDefault());
  made.addEventListener("click", run);
  return made;
}

class Dot extends GutterMarker {
  constructor(readonly severity: "error" | "warning" | "hint") {
    super();
  }
  override eq(other: Dot): boolean {
    return other.severity === this.severity;
  }
  override toDOM(): Node {
    const dot = document.createElement("span");
    dot.className = `cm-dot cm-dot-${this.severity}`;
    return dot;
  }
}

const dots = { error: new Dot("error"), warning: new Dot("warning"), hint: new Dot("hint") };

const dotGutter = gutter({
  class: "cm-findings",
  markers(view) {
    const seen = new Set<number>();
    const ranges = [];
    for (const one of placedFindings(view.state)) {
      if (!placeable(one.finding)) continue;
      const { from } = view.state.doc.lineAt(Math.min(one.from, view.state.doc.length));
      if (seen.has(from)) continue;
      seen.add(from);
      ranges.push(dots[one.finding.severity].range(from));
    }
    return RangeSet.of(ranges, true);
  },
  initialSpacer: () => dots.hint,
});

/** Marks at the right edge, at the height that the finding has in the whole text. */
const scrollMarks = ViewPlugin.fromClass(
  class {
    readonly dom = document.createElement("div");
    private last: Placed[] = [];
    constructor(view: EditorView) {
      this.dom.className = "cm-scrollmarks";
      this.dom.setAttribute("aria-hidden", "true");
      view.dom.append(this.dom);
      this.draw(view);
    }
    update(update: ViewUpdate): void {
      if (placedFindings(update.state) !== this.last) this.draw(update.view);
    }
    private draw(view: EditorView): void {
      this.last = placedFindings(view.state);
      const lines = view.state.doc.lines;
      const marks = this.last.filter((one) => placeable(one.finding)).slice(0, 200).map((one) => {
        const mark = document.createElement("i");
        mark.className = `cm-dot-${one.finding.severity}`;
        mark.style.top = `${((view.state.doc.lineAt(Math.min(one.from, view.state.doc.length)).number - 1) / lines) * 100}%`;
        return mark;
      });
      this.dom.replaceChildren(...marks);
    }
    destroy(): void {
      this.dom.remove();
    }
  },
);

export const findings: Extension = [field, dotGutter, scrollMarks];
