/** The tour: six steps on a song of its own, each with a small task that is recognised when it is done. */
import { signal, useSignalEffect } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { content, drawerOpen, editor, newSong, panel, settings, song, stageOpen, tab } from "../state";
import { adoptGuests, guest, leaveGuest, showGuest } from "../store/library";
import { layout } from "./media";
import { Icon } from "./icons";

interface Step {
  /** What there is to know. */
  says: string;
  task: string;
  isDone: () => boolean;
  /** Does the task in the text; absent where it is a button of the page. */
  show?: (text: string) => string;
}

const START = `{title: My first song}

Amazing grace, how sweet the sound
`;

const STEPS: Step[] = [
  {
    says: "Chords go in brackets, before the letter they are played on.",
    task: "Put [G] before the m of Amazing.",
    isDone: () => /^[^{#\n]*\[[A-G][^\]\n]*\]/m.test(content.value),
    show: (text) => text.replace("Amazing grace, how sweet", "A[G]mazing grace, how [C]sweet"),
  },
  {
    says: "Braces say things about the song: title, key, tempo.",
    task: "Write {key: G} below the title.",
    isDone: () => /^\s*\{\s*key\s*[: ]\s*[A-G]/m.test(content.value),
    show: (text) => text.replace(/^(\{title.*\}\n)/m, "$1{key: G}\n"),
  },
  {
    says: "Sections have a start and an end. A chorus gets a bar.",
    task: "Put {start_of_chorus} before the line, {end_of_chorus} behind it.",
    isDone: () => /\{\s*(start_of_chorus|soc)\b[^]*\S[^]*\{\s*(end_of_chorus|eoc)\b/.test(content.value),
    show: (text) => text.replace(/^([^{\n#].*)$/m, "{start_of_chorus}\n$1\n{end_of_chorus}"),
  },
  {
    says: "Say {chorus} to sing it again.",
    task: "Write {chorus} at the end.",
    isDone: () => /^\s*\{\s*chorus\b[^}]*\}/m.test(content.value),
    show: (text) => `${text.trimEnd()}\n\n{chorus}\n`,
  },
  { says: "Press + at Key. All chords move; the text stays.", task: "Press + at Key.", isDone: () => (song.value.key ?? 0) !== 0 },
  {
    says: "Download, print, or stand on stage.",
    task: "Open one of them.",
    isDone: () => stageOpen.value || panel.value === "download" || panel.value === "share",
  },
];

/** Number of the step, from 0; null while there is no tour. */
const at = signal<number | null>(null);
/** Steps whose task was done, which stay so. */
const done = signal<ReadonlySet<number>>(new Set());

export async function startTour(): Promise<void> {
  done.value = new Set();
  drawerOpen.value = false;
  if (tab.value === "page") tab.value = "text";
  await showGuest("tour", [newSong(START)]);
  at.value = 0;
  editor.current?.goTo(3, 2);
  editor.current?.focus();
}

export function Tour() {
  useSignalEffect(() => {
    const now = at.value;
    if (now !== null && STEPS[now]?.isDone() && !done.value.has(now)) done.value = new Set([...done.value, now]);
  });
  useEffect(() => {
    const escape = (event: KeyboardEvent) => {
      if (event.key === "Escape" && at.value !== null && !event.defaultPrevented && panel.value === null && !stageOpen.value) void end(false);
    };
    addEventListener("keydown", escape);
    return () => removeEventListener("keydown", escape);
  }, []);
  // Another song was opened: the tour is over.
  if (at.value === null || guest.value?.from !== "tour") return null;
  return <Card number={at.value} />;
}

function Card({ number }: { number: number }) {
  const step = STEPS[number];
  if (!step) return <End />;
  const isDone = done.value.has(number);
  const showTask = () => {
    if (step.show) editor.current?.replace(step.show(content.value), "edit");
  };
  return (
    <section class="tour-card" role="dialog" aria-label="Tour">
      <p class="count">{`${number + 1} of ${STEPS.length}`}</p>
      <div aria-live="polite">
        <h2>{step.says}</h2>
        <p class={isDone ? "task done" : "task"}>
          <i class="tick">{isDone && <Icon name="check" />}</i>
          <span>{isDone ? "Done." : step.task}{!isDone && number === 4 && layout.value === "phone" ? " It is under Page." : ""}</span>
        </p>
      </div>
      <div class="row">
        <button class={isDone ? "btn main" : "btn"} onClick={() => goOn(number)}>{isDone ? "Next" : "Skip"}</button>
        {!isDone && step.show && <button class="btn" onClick={showTask}>Show me</button>}
        <span class="space" />
        <button class="btn" onClick={() => void end(false)}>End the tour</button>
      </div>
    </section>
  );
}

function goOn(number: number): void {
  at.value = number + 1;
  // The buttons of the page are used next, or the text.
  if (number < 3) editor.current?.focus();
}

function End() {
  return (
    <section class="tour-card" role="dialog" aria-label="Tour">
      <h2>That is all one needs. Your first song is ready.</h2>
      <div class="row">
        <button class="btn main" autofocus onClick={() => void end(true)}>Keep the song</button>
        <button class="btn" onClick={() => void end(false)}>Throw it away</button>
      </div>
    </section>
  );
}

async function end(isKept: boolean): Promise<void> {
  at.value = null;
  settings.value = { ...settings.value, tourDone: true };
  if (isKept) adoptGuests("");
  else await leaveGuest();
  editor.current?.focus();
}
