/** The editor: CodeMirror in a shadow root (its styles are constructed sheets there, which the page's policy allows). */
import { closeBrackets, closeBracketsKeymap, acceptCompletion, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, isolateHistory, redo, toggleComment, undo, undoDepth } from "@codemirror/commands";
import { openSearchPanel, search, searchKeymap } from "@codemirror/search";
import { ChangeSet, Compartment, EditorState, Prec, Transaction, type Extension } from "@codemirror/state";
import { EditorView, drawSelection, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers, placeholder, type ViewUpdate } from "@codemirror/view";
import { effect } from "@preact/signals";
import * as state from "../state";
import { words } from "../data/words";
import type { Finding } from "../service/types";
import { moveChord, transposeHere } from "./chords";
import { completion } from "./complete";
import { findings, firstFix, hideCard, place, showFindings, walk } from "./findings";
import { chordpro, highlighting } from "./language";
import { columnOfOffset, offsetOfColumn } from "./lines";
import { acceptOffer, followPaste, pasted } from "./paste";
import { sectionLines } from "./sections";
import { theme } from "./theme";

let view: EditorView | null = null;
const writable = new Compartment();
const labelled = new Compartment();
const states = new Map<string, EditorState>();
const MOST_STATES = 30;

/** What changed in the text since a moment. */
export interface Since {
  song: string;
  changes: ChangeSet;
}
const watched = new Set<Since>();

/** Follows the changes of the text from now on, until `forget`. */
export function since(): Since | null {
  if (!view) return null;
  const made = { song: state.song.value.id, changes: ChangeSet.empty(view.state.doc.length) };
  watched.add(made);
  return made;
}

export function forget(mark: Since | null): void {
  if (mark) watched.delete(mark);
}

/** Runs something on the editor, if it is there. */
export function withEditor<T>(run: (view: EditorView) => T): T | undefined {
  return view ? run(view) : undefined;
}

/** Shows findings of song `index` of the answer, which are of the text at `mark`. */
export function tellFindings(all: Finding[], index: number, mark: Since, text: string): void {
  if (!view || mark.song !== state.song.value.id) return;
  const doc = EditorState.create({ doc: text }).doc;
  showFindings(view, place(doc, all, index), mark.changes.empty ? null : mark.changes.desc);
}

function followed(update: ViewUpdate): void {
  if (update.docChanged) {
    followPaste(update.changes);
    for (const mark of watched) {
      if (mark.song === state.song.value.id) mark.changes = mark.changes.compose(update.changes);
    }
    const byHistory = update.transactions.some((one) => one.isUserEvent("undo") || one.isUserEvent("redo"));
    if (!byHistory && undoDepth(update.state) > undoDepth(update.startState)) state.textStep();
    state.content.value = update.state.doc.toString();
  }
  if (update.selectionSet || update.docChanged) tellCursor(update.state);
}

function tellCursor(now: EditorState): void {
  const { head } = now.selection.main;
  const line = now.doc.lineAt(head);
  const column = columnOfOffset(line.text, head - line.from);
  const old = state.cursor.peek();
  if (old.line !== line.number || old.column !== column) state.cursor.value = { line: line.number, column };
}

/** Keys with Alt go by their place on the keyboard: macOS types letters with them. */
function altKeys(event: KeyboardEvent, own: EditorView): boolean {
  if (!event.altKey || event.ctrlKey || event.metaKey) return false;
  switch (event.code) {
    case "ArrowLeft": return moveChord(own, -1, event.shiftKey);
    case "ArrowRight": return moveChord(own, 1, event.shiftKey);
    case "Comma": return transposeHere(own, -1);
    case "Period": return transposeHere(own, 1);
    case "Enter": return acceptOffer(own) || firstFix(own);
    default: return false;
  }
}

const keys = Prec.highest([
  EditorView.domEventHandlers({
    keydown: altKeys,
    paste(event, own) {
      pasted(own, event.clipboardData?.getData("text/plain") ?? "");
      return false;
    },
    beforeinput(event) {
      if (event.inputType === "historyUndo") return state.undo();
      if (event.inputType === "historyRedo") return state.redo();
      return false;
    },
  }),
  keymap.of([
    { key: "Mod-z", run: () => state.undo() || true, preventDefault: true },
    { key: "Mod-Shift-z", run: () => state.redo() || true, preventDefault: true },
    { key: "Mod-y", run: () => state.redo() || true, preventDefault: true },
    { key: "F8", run: (own) => walk(own, 1), shift: (own) => walk(own, -1) },
    { key: "Mod-/", run: toggleComment },
    { key: "Escape", run: hideCard },
  ]),
]);

function hint(): HTMLElement {
  const dom = document.createElement("span");
  const chord = (name: string) => {
    const made = document.createElement("b");
    made.textContent = name;
    return made;
  };
  dom.append(`${words.hintFirst}\nA[`, chord("G"), "]mazing grace, how [", chord("C"), "]sweet the [", chord("G"), "]sound");
  return dom;
}

function extensions(): Extension {
  return [
    keys,
    history({ minDepth: 5000 }),
    lineNumbers(),
    findings,
    highlightActiveLine(),
    highlightActiveLineGutter(),
    drawSelection(),
    EditorView.lineWrapping,
    chordpro,
    highlighting,
    sectionLines,
    closeBrackets(),
    completion,
    search({ top: true }),
    placeholder(hint),
    theme,
    writable.of(EditorState.readOnly.of(state.readOnly.peek())),
    labelled.of(label(state.title.peek())),
    keymap.of([{ key: "Tab", run: acceptCompletion }, ...closeBracketsKeymap, ...completionKeymap, ...searchKeymap, ...defaultKeymap]),
    EditorView.updateListener.of(followed),
  ];
}

function label(title: string): Extension {
  return EditorView.contentAttributes.of({
    "aria-label": title ? words.textOf(title) : words.songText, tabindex: "0", spellcheck: "false", autocorrect: "off", autocapitalize: "sentences",
  });
}

function stateOf(song: state.Song): EditorState {
  const kept = states.get(song.id);
  if (kept && kept.doc.toString() === song.content) return kept;
  const doc = EditorState.create({ doc: song.content }).doc;
  return EditorState.create({ doc, selection: { anchor: Math.min(song.cursor, doc.length) }, extensions: extensions() });
}

let shown = "";

function show(song: state.Song): void {
  if (!view) return;
  if (shown) keep(shown, view.state);
  shown = song.id;
  view.setState(stateOf(song));
  // Line ends may have been others.
  state.content.value = view.state.doc.toString();
  tellCursor(view.state);
  reconfigure();
  const { scroll } = song;
  const own = view;
  requestAnimationFrame(() => {
    own.scrollDOM.scrollTop = scroll;
  });
}

function keep(id: string, now: EditorState): void {
  states.delete(id);
  states.set(id, now);
  for (const oldest of states.keys()) {
    if (states.size <= MOST_STATES) break;
    states.delete(oldest);
  }
}

function reconfigure(): void {
  view?.dispatch({
    effects: [
      writable.reconfigure(EditorState.readOnly.of(state.readOnly.value)),
      labelled.reconfigure(label(state.title.value)),
    ],
  });
}

const handle: state.EditorHandle = {
  replace(text, why) {
    if (!view) {
      state.content.value = text;
      return;
    }
    state.announceBigChange(why);
    view.dispatch({
      changes: { from: 0, to: view.state.doc.length, insert: text },
      annotations: [isolateHistory.of("full"), Transaction.userEvent.of(`input.${why}`)],
      selection: { anchor: Math.min(view.state.selection.main.head, text.length) },
    });
  },
  insert(text) {
    view?.dispatch(view.state.replaceSelection(text), { scrollIntoView: true, userEvent: "input" });
  },
  goTo(line, column) {
    if (!view) return;
    const { doc } = view.state;
    const at = doc.line(Math.max(1, Math.min(line, doc.lines)));
    view.dispatch({
      selection: { anchor: Math.min(at.to, at.from + offsetOfColumn(at.text, column)) },
      effects: EditorView.scrollIntoView(at.from, { y: "nearest", yMargin: 60 }),
    });
  },
  focus: () => view?.focus(),
  undo: () => (view ? undo(view) : false),
  redo: () => (view ? redo(view) : false),
  show,
  cursor: () => view?.state.selection.main.head ?? 0,
  scroll: () => view?.scrollDOM.scrollTop ?? 0,
};

/** Puts the editor into `host`; what was typed into `before` until now is its text. */
export function mount(host: HTMLElement, before: HTMLTextAreaElement | null): void {
  const shadow = host.attachShadow({ mode: "open" });
  const box = document.createElement("div");
  box.style.height = "100%";
  shadow.append(box);
  const typed = before?.value ?? "";
  const hadFocus = before !== null && document.activeElement === before;
  const song = { ...state.song.value, content: state.content.value || state.song.value.content };
  shown = song.id;
  view = new EditorView({ state: stateOf(song), parent: box, root: shadow });
  state.editor.current = handle;
  tellCursor(view.state);
  if (typed.trim() !== "") {
    if (view.state.doc.length === 0) view.dispatch({ changes: { from: 0, insert: typed }, selection: { anchor: Math.min(before?.selectionStart ?? typed.length, typed.length) } });
    else host.dispatchEvent(new CustomEvent("typed-early", { detail: typed, bubbles: true }));
  }
  before?.remove();
  host.hidden = false;
  if (hadFocus) view.focus();
  else if (song.scroll > 0) handle.show({ ...song, content: view.state.doc.toString() });
  effect(() => {
    void state.readOnly.value;
    void state.title.value;
    reconfigure();
  });
}

export function openFind(): void {
  if (!view) return;
  openSearchPanel(view);
}
