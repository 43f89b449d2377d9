/** Style: presets with small pictures; hover or focus shows one on the page, Escape takes it back. */
import { useEffect, useRef } from "preact/hooks";
import { words } from "../data/words";
import type { Preset } from "../service/types";
import { look, panel, presets } from "../state";
import { setLook, tryLook } from "./actions";
import { labelOf } from "./Choices";
import { Icon } from "./icons";
import { closePanel, Popover } from "./Popover";

const HOVER = 250;

export function Styles() {
  const button = useRef<HTMLButtonElement>(null);
  const now = look.value.style;
  return (
    <div class="ctl">
      <button ref={button} class="v" aria-haspopup="dialog" aria-expanded={panel.value === "style"} aria-label={`${words.style} ${labelOf(now)}`} onClick={() => (panel.value = panel.value === "style" ? null : "style")}>
        <span class="l">{words.style}</span>{" "}<span>{labelOf(now)}</span><Icon name="down" />
      </button>
      <Popover name="style" label={words.style} anchor={button} width={288}><Pictures /></Popover>
    </div>
  );
}

function Pictures() {
  const chosen = useRef(look.value.style);
  const timer = useRef(0);
  const back = useRef<(() => void) | null>(null);
  const stop = () => {
    clearTimeout(timer.current);
    back.current?.();
    back.current = null;
  };
  useEffect(() => stop, []);
  const show = (name: string) => {
    stop();
    if (name === chosen.current) return;
    timer.current = window.setTimeout(() => (back.current = tryLook({ style: name })), HOVER);
  };
  const choose = (one: Preset) => {
    stop();
    setLook(`style ${one.label}`, { style: one.name });
    closePanel();
  };
  const list = presets.value.filter((one) => one.group === "style").sort((a, b) => a.order - b.order);
  return (
    <div class="styles" role="group" aria-label={words.style} onMouseLeave={stop}>
      {list.map((one) => (
        <button key={one.name} aria-pressed={chosen.current === one.name} title={one.text} onMouseEnter={() => show(one.name)} onFocus={() => show(one.name)} onClick={() => choose(one)}>
          <Picture svg={one.picture} />
          <span>{one.label}</span>
        </button>
      ))}
    </div>
  );
}

/** A preset's picture, as a file of its own: its ids and styles stay within. */
function Picture({ svg }: { svg: string | null }) {
  if (!svg) return <span class="picture" />;
  return <img class="picture" alt="" width={96} height={128} src={`data:image/svg+xml,${encodeURIComponent(svg)}`} />;
}
