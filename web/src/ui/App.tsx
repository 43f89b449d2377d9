/** The frame: header, drawer, text, page, and what lies over them. */
import { useLayoutEffect, useRef } from "preact/hooks";
import * as state from "../state";
import { words } from "../data/words";
import { mount } from "../editor/mount";
import { Dock, Header } from "./Header";
import { layout } from "./media";
import { PagePane } from "./PagePane";
import { Palette } from "./Palette";
import { PasteBar } from "./PasteBar";
import { slots } from "./slots";
import { Splitter } from "./Splitter";
import { Strip } from "./Strip";
import { TextTools } from "./TextTools";
import { Toasts } from "./Toasts";

export function App({ early }: { early: HTMLTextAreaElement | null }) {
  const now = layout.value;
  const split = now === "wide" || now === "medium";
  const tab = now === "phone" && state.tab.value === "both" ? "text" : state.tab.value;
  const Drawer = slots.drawer.value;
  const Tour = slots.tour.value;
  const showText = split || tab !== "page";
  const showPage = split || tab !== "text";
  const { split: share } = state.settings.value;
  const columns = split ? { gridTemplateColumns: `minmax(0, ${share}fr) 0 minmax(0, ${1 - share}fr)` } : {};
  return (
    <>
      <Header />
      <main class={`main ${state.drawerOpen.value && Drawer ? "with-drawer" : ""}`}>
        <h1 class="unseen">{state.title.value || words.newSong}</h1>
        {state.drawerOpen.value && Drawer && <><div class="scrim" onClick={() => (state.drawerOpen.value = false)} /><Drawer /></>}
        <div class={`panes show-${split ? "split" : tab}`} style={columns}>
          <TextPane early={early} shown={showText} />
          {split && <Splitter />}
          {showPage && <PagePane />}
        </div>
      </main>
      {now === "phone" && tab === "page" && !state.needsKey.value && <Dock />}
      {Tour && <Tour />}
      {slots.overlays.value.map((Overlay, index) => <Overlay key={index} />)}
      <Toasts />
    </>
  );
}

/** What a phone has in place of the cards beside an empty text. */
function Starters() {
  return (
    <div class="notice starters">
      <button class="pill" onClick={() => (state.tab.value = "page")}>{words.samples}</button>
      {slots.openFiles.value && <button class="pill" onClick={() => slots.openFiles.value?.()}>{words.openFiles}</button>}
      {slots.startTour.value && <button class="pill" onClick={() => slots.startTour.value?.()}>{words.takeTour}</button>}
    </div>
  );
}

function TextPane({ early, shown }: { early: HTMLTextAreaElement | null; shown: boolean }) {
  const host = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (host.current && !state.editor.current) mount(host.current, early);
  }, []);
  const phone = layout.value === "phone";
  return (
    <section class="text" id="text" aria-label={words.songText} hidden={!shown} tabIndex={-1}>
      {!phone && <TextTools />}
      {slots.bars.value.map((Bar, index) => <Bar key={index} />)}
      <PasteBar />
      {phone && state.isEmpty.value && !state.book.value && <Starters />}
      <div class="editor" ref={host} />
      {!phone && <Palette />}
      <Strip />
      {phone && <Palette />}
    </section>
  );
}
