/** The stage: a dialog over everything, full screen where the browser lets it. */
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { pretty } from "../editor/music";
import { cursor } from "../state";
import { songTitle } from "../store/books";
import { Bar } from "./Bar";
import { Letters } from "./Letters";
import { Pages } from "./Pages";
import {
  changeSize, earlierScreen, earlierSong, hasEnded, isPaper, isPlaying, leave, mode, nextScreen, nextSong, screen, screenCount, show, shown,
  startSession, tick, togglePlaying,
} from "./session";
import { keepAwake } from "./wake";

/** Until the bar goes away. */
const QUIET = 4000;
/** Pixels from which a movement of the finger is a swipe. */
const SWIPE = 48;

export default function Stage() {
  const dialog = useRef<HTMLDialogElement>(null);
  const [isQuiet, setQuiet] = useState(false);
  useLayoutEffect(() => {
    dialog.current?.showModal();
    // Not the first button: Space and Enter are the stage's, and a bar with the focus would stay.
    dialog.current?.focus();
  }, []);
  useEffect(() => {
    void startSession(cursor.peek().line);
    const release = keepAwake();
    const timer = setInterval(tick, 100);
    const leaveFullScreen = enterFullScreen();
    return () => {
      release();
      clearInterval(timer);
      leaveFullScreen();
    };
  }, []);
  useEffect(() => watchQuiet(dialog.current, setQuiet), []);
  useEffect(() => swipes(dialog.current), []);
  return (
    <dialog
      ref={dialog} class={`stage${isPaper.value ? " paper" : ""}${isQuiet ? " quiet" : ""}`} aria-label="Stage" tabIndex={-1} onKeyDown={keys}
      onCancel={(event) => {
        event.preventDefault();
        void leave();
      }}
    >
      <Head />
      <div class="stage-body" onClick={tap}>
        {mode.value === "letters" ? <Letters /> : <Pages />}
        {hasEnded.value && nextSong.value && (
          <button class="on-to-next" onClick={() => nextSong.value && void show(nextSong.value.id, 0)}>Next: {songTitle(nextSong.value)}</button>
        )}
      </div>
      <Bar />
    </dialog>
  );
}

function Head() {
  const song = shown.value?.song;
  const facts = [song?.key ? `Key ${pretty(song.key)}` : "", song?.capo && song.capo !== "0" ? `Capo ${song.capo}` : "", song?.time ?? "", song?.tempo ? `♩ = ${song.tempo}` : ""].filter((fact) => fact !== "");
  return (
    <header class="stage-head">
      <h1 dir="auto">{song?.title ?? ""}</h1>
      <p class="facts">{facts.join(" · ")}{shown.value?.isLocal ? " · read without the service" : ""}</p>
      <span class="space" />
      {screenCount.value > 1 && (
        <span class="dots" role="img" aria-label={`Screen ${screen.value + 1} of ${screenCount.value}`}>
          {Array.from({ length: Math.min(screenCount.value, 12) }, (_, index) => <i key={index} class={index === screen.value ? "on" : ""} />)}
        </span>
      )}
      {nextSong.value && <p class="following">Next: <b dir="auto">{songTitle(nextSong.value)}</b></p>}
    </header>
  );
}

/** Keys of the stage; pedals send arrows and page keys. */
function keys(event: KeyboardEvent): void {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  const onButton = event.target instanceof HTMLButtonElement;
  const actions: Record<string, () => void> = {
    ArrowRight: nextScreen, ArrowDown: nextScreen, PageDown: nextScreen, ArrowLeft: earlierScreen, ArrowUp: earlierScreen, PageUp: earlierScreen,
    Escape: () => void leave(), "+": () => changeSize(2), "-": () => changeSize(-2),
    n: () => nextSong.value && void show(nextSong.value.id, 0), p: () => earlierSong.value && void show(earlierSong.value.id, 0),
    ...(onButton ? {} : { " ": togglePlaying, Enter: togglePlaying }),
  };
  const action = event.defaultPrevented ? undefined : actions[event.key];
  if (!action) return;
  event.preventDefault();
  action();
}

/** A tap: the left third goes back, the right third on, the middle pauses and goes on. */
function tap(event: MouseEvent): void {
  if ((event.target as Element).closest("button") || hasSwiped) return;
  const third = event.clientX / innerWidth;
  if (third < 1 / 3) earlierScreen();
  else if (third > 2 / 3) nextScreen();
  else togglePlaying();
}

let hasSwiped = false;

/** Swipes to the side turn the screen, up and down as well. */
function swipes(dom: HTMLElement | null): () => void {
  let from: { x: number; y: number } | null = null;
  const down = (event: PointerEvent) => {
    hasSwiped = false;
    const inBody = (event.target as Element).closest(".stage-body") !== null;
    from = inBody && event.pointerType !== "mouse" ? { x: event.clientX, y: event.clientY } : null;
  };
  const up = (event: PointerEvent) => {
    if (!from) return;
    const across = event.clientX - from.x;
    const along = event.clientY - from.y;
    from = null;
    const way = Math.abs(across) > Math.abs(along) ? across : along;
    if (Math.abs(way) < SWIPE) return;
    hasSwiped = true;
    if (way < 0) nextScreen();
    else earlierScreen();
  };
  dom?.addEventListener("pointerdown", down);
  dom?.addEventListener("pointerup", up);
  return () => {
    dom?.removeEventListener("pointerdown", down);
    dom?.removeEventListener("pointerup", up);
  };
}

/** Tells when nobody has touched anything for a while. */
function watchQuiet(dom: HTMLElement | null, set: (quiet: boolean) => void): () => void {
  let timer: ReturnType<typeof setTimeout>;
  const wake = () => {
    set(false);
    clearTimeout(timer);
    timer = setTimeout(() => {
      // Who goes through the bar by keyboard keeps it.
      if (dom?.querySelector(".stage-bar :focus-visible")) wake();
      else set(true);
    }, QUIET);
  };
  const events = ["pointermove", "pointerdown", "keydown", "focusin"] as const;
  for (const name of events) dom?.addEventListener(name, wake);
  wake();
  return () => {
    clearTimeout(timer);
    for (const name of events) dom?.removeEventListener(name, wake);
  };
}

/** Full screen where there is one; leaving it by Escape leaves the stage. */
function enterFullScreen(): () => void {
  let isFull = false;
  const changed = () => {
    if (document.fullscreenElement) isFull = true;
    else if (isFull) void leave();
  };
  document.addEventListener("fullscreenchange", changed);
  void document.documentElement.requestFullscreen?.({ navigationUI: "hide" }).catch(() => undefined);
  return () => {
    document.removeEventListener("fullscreenchange", changed);
    isPlaying.value = false;
    if (document.fullscreenElement) void document.exitFullscreen().catch(() => undefined);
  };
}
