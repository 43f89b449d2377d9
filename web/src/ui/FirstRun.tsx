/** The page pane without a song: what this is, seven samples, the tour, opening files. */
import { samples, type Sample } from "../data/samples";
import { words } from "../data/words";
import { chordsIn } from "../editor/lines";
import { editor, isEmpty, showSamples, titleOf } from "../state";
import { addSong } from "../store/books";
import { Icon } from "./icons";
import { slots } from "./slots";

export function FirstRun() {
  const open = (sample: Sample) => {
    // Over one's own song nothing is put: it becomes a new one.
    if (isEmpty.value) editor.current?.replace(sample.content, "import");
    else void addSong({ content: sample.content });
    showSamples.value = false;
    editor.current?.focus();
  };
  return (
    <div class="hello" id="view">
      <div>
        <h2>{words.helloTitle}</h2>
        <p>{words.helloText}</p>
        {showSamples.value && <button class="pill back" onClick={() => (showSamples.value = false)}><Icon name="back" />{words.backToPage}</button>}
      </div>
      <ul class="cards">
        {samples.map((sample) => (
          <li key={sample.id}>
            <button onClick={() => open(sample)}>
              <b dir="auto">{titleOf(sample.content)}</b>
              <small>{sample.note}</small>
              <Snippet sample={sample} />
            </button>
          </li>
        ))}
        {slots.startTour.value && <li><button class="tour" onClick={() => slots.startTour.value?.()}><b>{words.takeTour}</b><small>{words.tourNote}</small></button></li>}
        {slots.openFiles.value && <li><button class="open" onClick={() => slots.openFiles.value?.()}><b>{words.openFiles}</b><small>{words.openNote}</small></button></li>}
      </ul>
    </div>
  );
}

const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

/** A line with its chords above, or rows of a tab. */
function Snippet({ sample }: { sample: Sample }) {
  if (sample.kind === "mono") return <span class="snippet mono" aria-hidden="true">{sample.snippet}</span>;
  return (
    <span class="snippet" dir={RIGHT_TO_LEFT.test(sample.snippet) ? "rtl" : "ltr"} aria-hidden="true">
      {pieces(sample.snippet).map((one, index) => <span key={index}><em>{one.chord}</em>{one.words}</span>)}
    </span>
  );
}

function pieces(line: string): { chord: string; words: string }[] {
  const chords = chordsIn(line);
  const made = [{ chord: "", words: line.slice(0, chords[0]?.from ?? line.length) }];
  chords.forEach((chord, index) => made.push({ chord: chord.name, words: line.slice(chord.to, chords[index + 1]?.from ?? line.length) }));
  return made.filter((one) => one.chord || one.words);
}
