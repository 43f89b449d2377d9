/** Key − G +: a stepper of semitones, and a grid of the twelve keys. */
import { useRef } from "preact/hooks";
import { words } from "../data/words";
import { writeKey } from "../editor/edits";
import { keys, parseKey, pretty, semitonesBetween } from "../editor/music";
import { editor, panel, report, song } from "../state";
import { setKey, shownKey, writtenKey } from "./actions";
import { Icon } from "./icons";
import { closePanel, Popover } from "./Popover";

export function KeyStepper() {
  const button = useRef<HTMLButtonElement>(null);
  const semitones = song.value.key ?? 0;
  const written = writtenKey();
  const key = shownKey();
  const plain = semitones === 0 ? "–" : semitones > 0 ? `+${semitones}` : `−${-semitones}`;
  const label = key ? pretty(key) : plain;
  return (
    <div class="ctl key" role="group" aria-label={words.key}>
      <span class="l" aria-hidden="true">{words.key}</span>
      <button class="step" aria-label="Down a semitone" title="Down a semitone" onClick={() => setKey(semitones - 1)}><Icon name="minus" /></button>
      <button ref={button} class={written?.guess ? "v guess" : "v"} aria-haspopup="dialog" aria-expanded={panel.value === "key"} aria-label={key ? words.keyNow(pretty(key), semitones) : "Key unknown"} title={written?.guess ? words.guess(written.key) : undefined} onClick={() => (panel.value = panel.value === "key" ? null : "key")}>
        {label}
      </button>
      <button class="step" aria-label="Up a semitone" title="Up a semitone" onClick={() => setKey(semitones + 1)}><Icon name="plus" /></button>
      <span class="unseen" aria-live="polite">{key ? words.keyNow(pretty(key), semitones) : ""}</span>
      <Popover name="key" label={words.key} anchor={button} width={264}><Grid /></Popover>
    </div>
  );
}

function Grid() {
  const written = writtenKey();
  const shown = shownKey();
  const minor = parseKey(written?.key ?? "C")?.minor ?? false;
  const choose = (key: string) => {
    if (written) setKey(semitonesBetween(written.key, key));
    closePanel();
  };
  const sound = report.value?.key;
  return (
    <div class="keygrid-box">
      {written && !written.guess && <button class="wide" aria-current={shown === written.key} onClick={() => { setKey(0); closePanel(); }}>{words.original(pretty(written.key))}</button>}
      {written?.guess && <Guess guess={written.key} />}
      <KeyButtons minor={minor} current={shown} disabled={!written} choose={choose} />
      {sound?.printed && sound.sounds && sound.printed !== sound.sounds && <p class="note">{words.playedIn(pretty(sound.printed), pretty(sound.sounds))}</p>}
    </div>
  );
}

function Guess({ guess }: { guess: string }) {
  const write = () => {
    const text = editor.current;
    if (!text) return;
    text.goTo(1, 1);
    closePanel();
    writeKey(guess);
  };
  return <p class="note">{`Sounds like ${pretty(guess)} (guess). `}<button class="textual" onClick={write}>{`Write {key: ${guess}}`}</button></p>;
}

/** The twelve keys as buttons. */
export function KeyButtons({ minor, current, disabled = false, choose }: { minor: boolean; current: string | null; disabled?: boolean; choose: (key: string) => void }) {
  const now = current ? parseKey(current)?.pitch : undefined;
  return (
    <div class="keygrid">
      {keys(minor).map((key) => {
        const on = parseKey(key)?.pitch === now;
        return <button key={key} disabled={disabled} aria-current={on} class={on ? "on" : ""} onClick={() => choose(key)}>{pretty(key)}</button>;
      })}
    </div>
  );
}

