/** The tool row over the text: undo, sections, transposing of the text, find, and whether all is kept. */
import { useRef, useState } from "preact/hooks";
import { words } from "../data/words";
import { addSection, hasSelection, transposeText } from "../editor/edits";
import { openFind } from "../editor/mount";
import { parseKey, semitonesBetween, type Spelling } from "../editor/music";
import * as state from "../state";
import { writtenKey } from "./actions";
import { Icon } from "./icons";
import { KeyButtons } from "./KeyGrid";
import { closePanel, Popover } from "./Popover";
import { Toolbar } from "./Toolbar";

export function TextTools() {
  return (
    <Toolbar class="tools" label="Text">
      <button class="icon" aria-label={words.undo} title={`${words.undo} (Ctrl Z)`} disabled={!state.canUndo.value} onClick={() => state.undo()}><Icon name="undo" /></button>
      <button class="icon" aria-label={words.redo} title={`${words.redo} (Ctrl Shift Z)`} disabled={!state.canRedo.value} onClick={() => state.redo()}><Icon name="redo" /></button>
      <span class="rule" />
      <Section />
      <Transpose />
      <button class="icon" aria-label={words.find} title={`${words.find} (Ctrl F)`} onClick={openFind}><Icon name="find" /></button>
      <span class="space" />
      <Kept />
    </Toolbar>
  );
}

const SECTIONS: { section: string; label: string }[] = [
  { section: "verse", label: "Verse" }, { section: "chorus", label: "Chorus" }, { section: "bridge", label: "Bridge" },
  { section: "tab", label: "Tab" }, { section: "grid", label: "Grid" },
];

function Section() {
  const button = useRef<HTMLButtonElement>(null);
  const add = (section: string) => {
    const verses = state.content.value.match(/\{\s*(start_of_verse|sov)\b/gi)?.length ?? 0;
    closePanel();
    addSection(section, section === "verse" ? `Verse ${verses + 1}` : "");
  };
  return (
    <>
      <button ref={button} class="btn" aria-haspopup="menu" aria-expanded={state.panel.value === "section"} title={words.section} onClick={() => (state.panel.value = state.panel.value === "section" ? null : "section")}>
        <Icon name="plus" /><span class="t">{words.section}</span>
      </button>
      <Popover name="section" label={words.section} anchor={button} role="menu" width={200}>
        <div class="rows">
          {SECTIONS.map(({ section, label }) => <button key={section} role="menuitem" onClick={() => add(section)}>{label}</button>)}
          <hr />
          <button role="menuitem" onClick={() => { closePanel(); state.editor.current?.insert("{chorus}\n"); state.editor.current?.focus(); }}>Chorus again</button>
        </div>
      </Popover>
    </>
  );
}

const SPELLINGS: { spelling: Spelling; label: string }[] = [
  { spelling: "key", label: "By key" }, { spelling: "sharps", label: "Sharps" }, { spelling: "flats", label: "Flats" },
];

function Transpose() {
  const button = useRef<HTMLButtonElement>(null);
  const [part, setPart] = useState(false);
  const open = () => {
    setPart(hasSelection());
    state.panel.value = state.panel.value === "transpose" ? null : "transpose";
  };
  const label = part ? words.transposeSelection : words.transposeText;
  return (
    <>
      <button ref={button} class="btn" aria-haspopup="dialog" aria-expanded={state.panel.value === "transpose"} title={label} onPointerEnter={() => setPart(hasSelection())} onClick={open}>
        <Icon name="move" /><span class="t">{label}</span>
      </button>
      <Popover name="transpose" label={label} anchor={button} width={264}><TransposeForm part={part} /></Popover>
    </>
  );
}

function TransposeForm({ part }: { part: boolean }) {
  const [spelling, setSpelling] = useState<Spelling>("key");
  const [moved, setMoved] = useState(0);
  const written = writtenKey();
  const move = (semitones: number) => {
    if (semitones === 0) return;
    if (transposeText(semitones, spelling)) {
      setMoved(moved + semitones);
      state.say(`Text moved by ${semitones > 0 ? "+" : "−"}${Math.abs(semitones)}`);
    } else state.say("There are no chords to move");
  };
  return (
    <div class="keygrid-box">
      <p class="note">{part ? "Rewrites the chords that are selected." : "Rewrites the chords in the text, and {key}."}</p>
      <div class="stepper" role="group" aria-label="Semitones">
        <button aria-label="Down a semitone" onClick={() => move(-1)}><Icon name="minus" /></button>
        <output aria-live="polite">{moved === 0 ? "0" : moved > 0 ? `+${moved}` : `−${-moved}`}</output>
        <button aria-label="Up a semitone" onClick={() => move(1)}><Icon name="plus" /></button>
      </div>
      <div class="seg" role="radiogroup" aria-label="Spelling">
        {SPELLINGS.map((one) => <button key={one.spelling} role="radio" aria-checked={spelling === one.spelling} onClick={() => setSpelling(one.spelling)}>{one.label}</button>)}
      </div>
      {!part && <KeyButtons minor={parseKey(written?.key ?? "C")?.minor ?? false} current={written?.key ?? null} disabled={!written} choose={(key) => { if (written) move(semitonesBetween(written.key, key)); }} />}
    </div>
  );
}


function Kept() {
  const kept = state.kept.value;
  const said = state.said.value;
  const text = kept.state === "not" ? words.notKept(kept.reason) : kept.state === "writing" ? words.kept : kept.state === "guest" ? words.guest : words.kept;
  return (
    <>
      <span class={`kept ${kept.state}`} title={text}><span class="t">{said.startsWith("Undone") || said.startsWith("Done") ? said : text}</span></span>
      <span class="unseen" role="status" aria-live="polite">{said}</span>
    </>
  );
}
