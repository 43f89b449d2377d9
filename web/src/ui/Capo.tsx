/** Capo: none, 1 to 9, with the frets that make the chords easy on top. */
import { useRef } from "preact/hooks";
import { words } from "../data/words";
import { pretty } from "../editor/music";
import { panel, report, song } from "../state";
import { setCapo } from "./actions";
import { Icon } from "./icons";
import { closePanel, Popover } from "./Popover";

export function Capo() {
  const button = useRef<HTMLButtonElement>(null);
  const fret = song.value.capo ?? report.value?.capo.stated ?? 0;
  return (
    <div class="ctl">
      <button ref={button} class="v" aria-haspopup="dialog" aria-expanded={panel.value === "capo"} onClick={() => (panel.value = panel.value === "capo" ? null : "capo")}>
        <span>{fret ? words.capo(fret) : words.noCapo}</span><Icon name="down" />
      </button>
      <Popover name="capo" label="Capo" anchor={button} width={300} role="menu"><Frets /></Popover>
    </div>
  );
}

function ease(effort: number): string {
  return effort < 0.5 ? "easy" : effort < 0.65 ? "medium" : "hard";
}

function Frets() {
  const now = report.value;
  const stated = now?.capo.stated ?? null;
  const chosen = song.value.capo;
  const current = chosen ?? stated ?? 0;
  const choose = (capo: number | undefined) => {
    setCapo(capo);
    closePanel();
  };
  const sound = now?.key;
  return (
    <div class="rows">
      {(now?.capo.advice ?? []).filter((one) => one.capo > 0).slice(0, 3).map((one) => (
        <button key={`a${one.capo}`} role="menuitemradio" aria-checked={current === one.capo} onClick={() => choose(one.capo)}>
          <b>{words.capo(one.capo)}</b><span class="chords">{one.chords.slice(0, 4).map(pretty).join(" ")}</span><small>{ease(one.effort)}</small>
        </button>
      ))}
      {(now?.capo.advice.length ?? 0) > 0 && <hr />}
      {stated !== null && stated > 0 && <button role="menuitemradio" aria-checked={chosen === undefined} onClick={() => choose(undefined)}>{words.asWritten(stated)}</button>}
      <div class="frets">
        {Array.from({ length: 10 }, (_, fret) => (
          <button key={fret} role="menuitemradio" aria-checked={current === fret} class={current === fret ? "on" : ""} onClick={() => choose(fret === 0 && !stated ? undefined : fret)}>{fret === 0 ? "None" : fret}</button>
        ))}
      </div>
      {sound?.printed && sound.sounds && sound.printed !== sound.sounds && <p class="note">{words.playedIn(pretty(sound.printed), pretty(sound.sounds))}</p>}
    </div>
  );
}
