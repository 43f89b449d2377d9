/** The right pane: views, pages, zoom, and what went wrong. */
import { useEffect, useRef, useState } from "preact/hooks";
import { words } from "../data/words";
import { nextStep } from "../pages/zoom";
import { PageView, scale } from "../pages/view";
import { scope } from "../service/preview";
import * as state from "../state";
import type { ViewTab } from "../state";
import { showHtml } from "../views/html";
import { viewText, type TextView } from "../views/text";
import { setSettings } from "./actions";
import { FirstRun } from "./FirstRun";
import { Icon } from "./icons";
import { KeyCard } from "./KeyCard";
import { layout } from "./media";
import { Toolbar } from "./Toolbar";

const VIEWS: ViewTab[] = ["page", "phone", "text", "cho", "json"];

export function PagePane() {
  const empty = (state.isEmpty.value && !state.book.value) || state.showSamples.value;
  return (
    <section class="page" aria-label={words.page} id="page" tabIndex={-1}>
      {!empty && <PageTools />}
      <div class="views">
        {state.needsKey.value ? <KeyCard /> : empty ? <FirstRun /> : <View />}
        {!empty && state.settings.value.view === "page" && !state.needsKey.value && <ZoomBar />}
      </div>
      <StatusLine />
    </section>
  );
}

function PageTools() {
  const { view } = state.settings.value;
  const phone = layout.value === "phone";
  if (phone) return null;
  return (
    <div class="ptools">
      <Toolbar class="seg" role="tablist" label="View">
        {VIEWS.map((one) => (
          <button key={one} id={`tab-${one}`} role="tab" aria-selected={view === one} aria-controls="view" onClick={() => setSettings({ view: one })}>{words.views[one]}</button>
        ))}
      </Toolbar>
      {state.book.value && <Scope />}
      <span class="space" />
      <Info />
    </div>
  );
}

function Scope() {
  return (
    <div class="seg" role="radiogroup" aria-label="What is shown">
      <button role="radio" aria-checked={scope.value === "song"} onClick={() => (scope.value = "song")}>{words.thisSong}</button>
      <button role="radio" aria-checked={scope.value === "book"} onClick={() => (scope.value = "book")}>{words.wholeBook}</button>
    </div>
  );
}

function Info() {
  const now = state.answer.value;
  if (!now) return null;
  const { read, layout: laid, paint, total } = now.timings;
  const network = Math.max(0, state.took.value - total);
  const ms = (value: number) => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
  return (
    <span class="info" title={`Reading ${ms(read)}, layout ${ms(laid)}, painting ${ms(paint)}, network ${ms(network)}`}>
      {words.pages(now.pages.length)} · {Math.max(1, Math.round(state.took.value))} ms
    </span>
  );
}

function View() {
  const { view } = state.settings.value;
  switch (view) {
    case "page": return <Pages />;
    case "phone": return <Phone />;
    default: return <Texts view={view} />;
  }
}

function Pages() {
  const room = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!room.current) return;
    const pages = new PageView(room.current);
    return () => pages.destroy();
  }, []);
  const { paperInDark } = state.settings.value;
  return <div ref={room} id="view" class={`room ${paperInDark}`} role="region" aria-label={words.allPages} tabIndex={0} />;
}

function Phone() {
  const frame = useRef<HTMLIFrameElement>(null);
  useEffect(() => (frame.current ? showHtml(frame.current) : undefined), []);
  return (
    <div id="view" class="phone-view" role="tabpanel" aria-labelledby="tab-phone">
      <iframe ref={frame} title="The song as on a phone" sandbox="allow-scripts" />
    </div>
  );
}

function Texts({ view }: { view: TextView }) {
  const text = viewText(state.answer.value, view);
  const [copied, setCopied] = useState(false);
  const copy = () => {
    void navigator.clipboard.writeText(text ?? "").then(() => {
      setCopied(true);
      setTimeout(() => setCopied(false), 2000);
    });
  };
  return (
    <div id="view" class="text-view" role="tabpanel" aria-labelledby={`tab-${view}`}>
      <pre tabIndex={0} dir="auto">{text ?? ""}</pre>
      <button class="pill copy" onClick={copy}>{copied ? words.copied : words.copy}</button>
    </div>
  );
}

function ZoomBar() {
  const { zoom } = state.settings.value;
  const to = (next: state.Zoom) => setSettings({ zoom: next });
  if (layout.value === "phone") return <button class="flag" onClick={() => setSettings({ view: "phone" })}><Icon name="letters" />{words.biggerLetters}</button>;
  return (
    <Toolbar class="zoom" label="Zoom">
      <button class="icon" aria-label={words.smaller} title={words.smaller} onClick={() => to(nextStep(scale.value, -1))}><Icon name="minus" /></button>
      <button class="v" title="100 %" onClick={() => to(1)}>{Math.round(scale.value * 100)} %</button>
      <button class="icon" aria-label={words.larger} title={words.larger} onClick={() => to(nextStep(scale.value, 1))}><Icon name="plus" /></button>
      <span class="rule" />
      <button class="btn" aria-pressed={zoom === "width"} onClick={() => to("width")}>{words.fitWidth}</button>
      <button class="btn" aria-pressed={zoom === "page"} onClick={() => to("page")}>{words.fitPage}</button>
    </Toolbar>
  );
}

function StatusLine() {
  const now = state.status.value;
  return (
    <>
      <div class={now ? `status ${now.kind}` : "status"} role={now?.alert ? "alert" : "status"}>
        {now && <><Icon name={now.kind === "info" ? "check" : now.kind} /><span>{now.text}</span>{now.action && <button class="pill" onClick={now.action.run}>{now.action.label}</button>}</>}
      </div>
      {layout.value === "phone" && state.settings.value.view !== "page" && !state.isEmpty.value && (
        <button class="flag" onClick={() => setSettings({ view: "page" })}><Icon name="file" />{words.page}</button>
      )}
    </>
  );
}
