/** The menu at the right end of the header, and the list of keys. */
import { useRef } from "preact/hooks";
import { shortcuts, words } from "../data/words";
import { openFind } from "../editor/mount";
import { key, setKey } from "../service/client";
import { needsKey, panel, settings, showSamples, tab, type Settings, type Theme, type ViewTab } from "../state";
import { setSettings } from "./actions";
import { Icon } from "./icons";
import { layout } from "./media";
import { closePanel, Popover } from "./Popover";
import { slots } from "./slots";

export function Menu() {
  const button = useRef<HTMLButtonElement>(null);
  return (
    <>
      <button ref={button} class="icon" aria-label={words.menu} title={words.menu} aria-haspopup="menu" aria-expanded={panel.value === "menu"} onClick={() => (panel.value = panel.value === "menu" ? null : "menu")}><Icon name="more" /></button>
      <Popover name="menu" label={words.menu} anchor={button} role="menu" width={300} align="end"><Entries /></Popover>
      <Popover name="keys" label={words.keyboard} anchor={button} width={420} align="end"><Keys /></Popover>
    </>
  );
}

const VIEWS: ViewTab[] = ["page", "phone", "text", "cho", "json"];
const THEMES: Theme[] = ["auto", "light", "dark"];
const PAPERS: Settings["paperInDark"][] = ["dimmed", "white", "night"];

function Entries() {
  const run = (act: () => void) => () => {
    closePanel();
    act();
  };
  return (
    <div class="rows">
      {slots.menu.value.map((one) => (
        <button key={one.label} role="menuitem" disabled={one.enabled ? !one.enabled() : false} onClick={run(one.run)}><Icon name={one.icon} /><span>{one.label}</span><small>{one.note}</small></button>
      ))}
      {slots.menu.value.length > 0 && <hr />}
      <button role="menuitem" onClick={run(openFind)}><Icon name="find" /><span>{words.find}</span><small class="key">Ctrl F</small></button>
      <button role="menuitem" onClick={run(() => { showSamples.value = true; if (tab.value === "text") tab.value = "page"; })}><Icon name="songs" /><span>{words.samples}</span></button>
      {slots.startTour.value && <button role="menuitem" onClick={run(() => slots.startTour.value?.())}><Icon name="play" /><span>{words.tour}</span></button>}
      <button role="menuitem" onClick={() => (panel.value = "keys")}><Icon name="letters" /><span>{words.keyboard}</span><small class="key">?</small></button>
      <a role="menuitem" href="docs"><Icon name="code" /><span>{words.api}</span><small>/docs</small></a>
      <hr />
      {layout.value === "phone" && (
        <div class="choice" role="group" aria-label={words.view}>
          <span>{words.view}</span>
          {VIEWS.map((one) => <button key={one} role="menuitemradio" aria-checked={settings.value.view === one} onClick={run(() => { setSettings({ view: one }); tab.value = "page"; })}>{words.views[one]}</button>)}
        </div>
      )}
      <div class="choice" role="group" aria-label={words.theme}>
        <span>{words.theme}</span>
        {THEMES.map((one) => <button key={one} role="menuitemradio" aria-checked={settings.value.theme === one} onClick={() => setSettings({ theme: one })}>{words.themes[one]}</button>)}
      </div>
      <div class="choice" role="group" aria-label={words.paperInDark}>
        <span>{words.paperInDark}</span>
        {PAPERS.map((one) => <button key={one} role="menuitemradio" aria-checked={settings.value.paperInDark === one} onClick={() => setSettings({ paperInDark: one })}>{words.papersInDark[one]}</button>)}
      </div>
      {key() !== "" && <button role="menuitem" onClick={run(() => { setKey(""); needsKey.value = true; })}><Icon name="key" /><span>{words.forgetKey}</span></button>}
      <a role="menuitem" href="studio/licences.txt"><Icon name="help" /><span>{words.about}</span><small>licences</small></a>
    </div>
  );
}

function Keys() {
  return (
    <div class="keylist" tabIndex={0}>
      <h2>{words.keyboard}</h2>
      <dl>{shortcuts.map((one) => <div key={one.keys}><dt>{one.keys}</dt><dd>{one.does}</dd></div>)}</dl>
    </div>
  );
}
