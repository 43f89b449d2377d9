/** Instrument and paper: lists of names. */
import { useRef } from "preact/hooks";
import { papers } from "../data/papers";
import { words } from "../data/words";
import type { Preset } from "../service/types";
import { look, panel, presets } from "../state";
import { setLook } from "./actions";
import { Icon } from "./icons";
import { closePanel, Popover } from "./Popover";

/** "Baritone ukulele" of "baritone-ukulele", until the service has said what it is called. */
export function labelOf(name: string): string {
  const known = presets.value.find((one) => one.name === name);
  if (known) return known.label;
  const plain = name.replace(/[-_:]/g, " ");
  return plain.charAt(0).toUpperCase() + plain.slice(1);
}

/** How many instruments are shown before those that few play. */
const USUAL = 9;

export function Instrument() {
  const button = useRef<HTMLButtonElement>(null);
  const now = look.value.instrument;
  const list = presets.value.filter((one) => one.group === "instrument").sort((a, b) => a.order - b.order);
  const row = (one: Preset) => (
    <button key={one.name} role="menuitemradio" aria-checked={now === one.name} onClick={() => { setLook(one.label.toLowerCase(), { instrument: one.name }); closePanel(); }}><span>{one.label}</span><small>{one.text}</small></button>
  );
  return (
    <div class="ctl">
      <button ref={button} class="v" aria-haspopup="menu" aria-expanded={panel.value === "instrument"} aria-label={`${words.instrument} ${labelOf(now)}`} onClick={() => (panel.value = panel.value === "instrument" ? null : "instrument")}>
        <span>{labelOf(now)}</span><Icon name="down" />
      </button>
      <Popover name="instrument" label={words.instrument} anchor={button} role="menu" width={340}>
        <div class="rows">
          {list.slice(0, USUAL).map(row)}
          {list.length > USUAL && <hr />}
          {list.slice(USUAL).map(row)}
        </div>
      </Popover>
    </div>
  );
}

export function PaperChoice() {
  const button = useRef<HTMLButtonElement>(null);
  const { paper, sideways } = look.value;
  const label = papers.find((one) => one.name === paper)?.label ?? paper.toUpperCase();
  const turn = (to: boolean) => setLook(to ? "sideways" : "upright", { sideways: to });
  return (
    <div class="ctl">
      <button ref={button} class="v" aria-haspopup="menu" aria-expanded={panel.value === "paper"} aria-label={`${words.paper} ${label}`} onClick={() => (panel.value = panel.value === "paper" ? null : "paper")}>
        <span>{label}</span><Icon name="down" />
      </button>
      <Popover name="paper" label={words.paper} anchor={button} role="menu" width={200}>
        <div class="rows">
          {papers.map((one) => (
            <button key={one.name} role="menuitemradio" aria-checked={paper === one.name} onClick={() => { setLook(`paper ${one.label}`, { paper: one.name }); closePanel(); }}>{one.label}</button>
          ))}
          <hr />
          <button role="menuitemradio" aria-checked={!sideways} onClick={() => turn(false)}>{words.upright}</button>
          <button role="menuitemradio" aria-checked={sideways} onClick={() => turn(true)}>{words.sideways}</button>
        </div>
      </Popover>
    </div>
  );
}
