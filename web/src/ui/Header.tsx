/** The header: which song, how the page is to be, and what to do with it. */
import { useRef } from "preact/hooks";
import type { ComponentChildren } from "preact";
import { words } from "../data/words";
import { pretty } from "../editor/music";
import * as state from "../state";
import { Capo } from "./Capo";
import { Instrument, PaperChoice } from "./Choices";
import { Icon, Mark } from "./icons";
import { KeyStepper } from "./KeyGrid";
import { layout } from "./media";
import { Menu } from "./Menu";
import { Popover } from "./Popover";
import { MoreSettings } from "./Settings";
import { slots } from "./slots";
import { Styles } from "./Styles";

export function Header() {
  const now = layout.value;
  if (now === "phone") return <PhoneHeader />;
  return (
    <header class="bar" id="header">
      <div class="bar-row">
        <span class="home" title="Studio"><Mark /></span>
        <Switch />
        {now === "wide" && <><span class="rule" /><Controls /></>}
        <span class="space" />
        {now === "tablet" && <Tabs all />}
        {now === "tablet" && <span class="space" />}
        <Acts />
      </div>
      {now !== "wide" && <div class="bar-row controls"><Controls /></div>}
    </header>
  );
}

function Switch() {
  const { book, songs, song } = state;
  const of = book.value;
  const place = songs.value.findIndex((one) => one.id === song.value.id) + 1;
  const name = of ? of.title || "Book" : state.title.value || words.newSong;
  return (
    <button class="switch" id="switch" aria-expanded={state.drawerOpen.value} disabled={!slots.drawer.value} title={slots.drawer.value ? "Songs and books" : undefined} onClick={() => (state.drawerOpen.value = !state.drawerOpen.value)}>
      {of && <Icon name="songs" />}
      <b dir="auto">{name}</b>
      {of && place > 0 && <small>{place} of {songs.value.length}</small>}
      <Icon name="down" />
    </button>
  );
}

export function Controls() {
  return (
    <>
      <KeyStepper />
      <Capo />
      <Instrument />
      <Styles />
      <PaperChoice />
      <MoreSettings />
      <PlayedIn />
    </>
  );
}

/** Where a capo makes what is read another key than what is heard. */
function PlayedIn() {
  const key = state.report.value?.key;
  if (!key?.printed || !key.sounds || key.printed === key.sounds) return null;
  return <span class="played" title={words.playedIn(pretty(key.printed), pretty(key.sounds))}>{pretty(key.printed)} → {pretty(key.sounds)}</span>;
}

/** Text, Page; with `all` also both, one over the other. */
export function Tabs({ all = false }: { all?: boolean }) {
  const tabs: (typeof state.tab.value)[] = all ? ["text", "both", "page"] : ["text", "page"];
  const now = state.tab.value;
  return (
    <div class="seg" role="radiogroup" aria-label="What is shown">
      {tabs.map((one) => <button key={one} role="radio" aria-checked={now === one || (!all && now === "both" && one === "text")} onClick={() => (state.tab.value = one)}>{words[one]}</button>)}
    </div>
  );
}

function Acts() {
  const wide = layout.value === "wide" || layout.value === "medium";
  const empty = state.isEmpty.value;
  return (
    <>
      {slots.stage.value && <button class={wide ? "btn" : "icon"} disabled={empty} aria-label={words.stage} title={`${words.stage} (Ctrl Enter)`} onClick={() => slots.stage.value?.()}><Icon name="stage" />{wide && words.stage}</button>}
      <Part name="share" label={words.share} icon="share" wide={wide} />
      <DownloadButton />
      <Menu />
    </>
  );
}

function Part({ name, label, icon, wide }: { name: "share"; label: string; icon: string; wide: boolean }) {
  const button = useRef<HTMLButtonElement>(null);
  const Content = slots[name].value;
  if (!Content) return null;
  return (
    <>
      <button ref={button} class={wide ? "btn" : "icon"} disabled={state.isEmpty.value} aria-label={label} title={label} aria-haspopup="dialog" aria-expanded={state.panel.value === name} onClick={() => toggle(name)}><Icon name={icon} />{wide && label}</button>
      <Popover name={name} label={label} anchor={button} width={360} align="end"><Content close={() => toggle(name)} /></Popover>
    </>
  );
}

function toggle(name: string): void {
  state.panel.value = state.panel.value === name ? null : name;
}

export function DownloadButton({ children }: { children?: ComponentChildren }) {
  const button = useRef<HTMLButtonElement>(null);
  const Content = slots.download.value;
  const save = slots.save.value;
  if (!save && !Content) return null;
  const empty = state.isEmpty.value && !state.book.value;
  return (
    <span class="split-button">
      <button class="btn main" disabled={empty} onClick={() => save?.()}>{children ?? words.download}</button>
      {Content && <button ref={button} class="btn main more" disabled={empty} aria-label={words.otherFormats} title={words.otherFormats} aria-haspopup="dialog" aria-expanded={state.panel.value === "download"} onClick={() => toggle("download")}><Icon name="down" /></button>}
      {Content && <Popover name="download" label={words.otherFormats} anchor={button} width={300} align="end"><Content close={() => toggle("download")} /></Popover>}
    </span>
  );
}

function PhoneHeader() {
  return (
    <header class="bar" id="header">
      <div class="bar-row">
        <button class="icon" id="switch" aria-label="Songs and books" aria-expanded={state.drawerOpen.value} disabled={!slots.drawer.value} onClick={() => (state.drawerOpen.value = !state.drawerOpen.value)}><Icon name="songs" /></button>
        <button class="icon" aria-label={words.undo} disabled={!state.canUndo.value} onClick={() => state.undo()}><Icon name="undo" /></button>
        <Tabs />
        {slots.stage.value ? <button class="icon" aria-label={words.stage} disabled={state.isEmpty.value} onClick={() => slots.stage.value?.()}><Icon name="stage" /></button> : <span class="icon" />}
        <Menu />
      </div>
    </header>
  );
}

/** The settings at the foot of the phone's Page tab. */
export function Dock() {
  return (
    <div class="dock" role="region" aria-label="Settings of the page">
      <div class="dock-row"><KeyStepper /><Capo /></div>
      <div class="dock-row"><Instrument /><Styles /><PaperChoice /><MoreSettings /></div>
      <div class="dock-row acts">
        <Part name="share" label={words.share} icon="share" wide />
        {slots.print.value && <button class="btn" disabled={state.isEmpty.value} onClick={() => slots.print.value?.()}><Icon name="print" />{words.print}</button>}
        <DownloadButton><Icon name="save" />PDF</DownloadButton>
      </div>
    </div>
  );
}
