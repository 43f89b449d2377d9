/** The bar below the stage: songs, time, key, letters. */
import { transposeKey, pretty } from "../editor/music";
import { roving } from "../ui/Toolbar";
import { Icon } from "../ui/icons";
import {
  changeKey, changeSize, changeSpeed, earlierSong, fitted, isPaper, isPlaying, leave, mode, nextSong, nextSpeed, record, resetSize, seconds, seek,
  show, shown, times, toggleColumns, toggleMode, togglePlaying,
} from "./session";
import { clock } from "./timing";

export function Bar() {
  return (
    <div class="stage-bar" role="toolbar" aria-label="Stage" onKeyDown={roving}>
      <div class="group">
        <Button label="Song before" icon="back" isOff={!earlierSong.value} run={() => earlierSong.value && void show(earlierSong.value.id, 0)} />
        <button class="icon big" aria-label={isPlaying.value ? "Pause" : "Play"} title={isPlaying.value ? "Pause (Space)" : "Play (Space)"} onClick={togglePlaying}>
          <Icon name={isPlaying.value ? "pause" : "play"} />
        </button>
        <Button label="Next song" icon="next" isOff={!nextSong.value} run={() => nextSong.value && void show(nextSong.value.id, 0)} />
      </div>
      <Track />
      <div class="group choices">
        <Key />
        <i class="rule" />
        <button class="icon letter" aria-label="A−, smaller letters" title="Smaller letters" disabled={mode.value === "pages"} onClick={() => changeSize(-2)}>A−</button>
        <button class="icon letter" aria-label="A+, larger letters" title="Larger letters" disabled={mode.value === "pages"} onClick={() => changeSize(2)}>A+</button>
        {record.value && (record.value.stage.size ?? record.value.stage.columns) !== undefined && <Button label="Fit the letters" icon="stage" run={resetSize} />}
        <button class="icon" aria-label="Two columns" title="One or two columns" aria-pressed={fitted.value?.columns === 2} disabled={mode.value === "pages"} onClick={toggleColumns}><Icon name="columns" /></button>
        <i class="rule" />
        <button class="icon" aria-label="Pages" title="Pages or letters" aria-pressed={mode.value === "pages"} onClick={toggleMode}><Icon name={mode.value === "pages" ? "letters" : "file"} /></button>
        <button class="icon" aria-label="White paper" title="White paper or dark" aria-pressed={isPaper.value} onClick={() => (isPaper.value = !isPaper.value)}><Icon name={isPaper.value ? "moon" : "sun"} /></button>
        <i class="rule" />
        <Button label="Leave the stage" icon="close" run={() => void leave()} />
      </div>
    </div>
  );
}

function Button({ label, icon, isOff = false, run }: { label: string; icon: string; isOff?: boolean; run: () => void }) {
  return <button class="icon" aria-label={label} title={label} disabled={isOff} onClick={run}><Icon name={icon} /></button>;
}

/** Time played, the length, and how fast it goes. */
function Track() {
  const length = times.value.seconds;
  const speed = record.value?.stage.speed ?? 1;
  return (
    <div class="track">
      <span class="time">{clock(seconds.value)}</span>
      <input
        type="range" min="0" max={Math.ceil(length)} step="1" value={Math.round(seconds.value)} aria-label="Place in the song"
        aria-valuetext={`${clock(seconds.value)} of ${clock(length)}`} onInput={(event) => seek(event.currentTarget.valueAsNumber)}
        onKeyDown={(event) => event.stopPropagation()}
      />
      <span class="time">{clock(length / speed)}</span>
      <button class="icon small" aria-label="Slower" title="Slower" onClick={() => changeSpeed(-0.1)}><Icon name="minus" /></button>
      <button class="speed" aria-label={`Speed ${speed.toFixed(1)}`} title="Speed" onClick={nextSpeed}>{speed.toFixed(1)}×</button>
      <button class="icon small" aria-label="Faster" title="Faster" onClick={() => changeSpeed(0.1)}><Icon name="plus" /></button>
    </div>
  );
}

function Key() {
  const on = shown.value?.song.key ?? "";
  const semitones = record.value?.key ?? 0;
  const label = on === "" ? (semitones > 0 ? `+${semitones}` : String(semitones)) : pretty(transposeKey(on, 0));
  return (
    <div class="group" role="group" aria-label="Key">
      <span class="label" aria-hidden="true">Key</span>
      <Button label="Key down" icon="minus" run={() => void changeKey(-1)} />
      <span class="value" aria-live="polite" aria-label={`Key ${label}`}>{label}</span>
      <Button label="Key up" icon="plus" run={() => void changeKey(1)} />
    </div>
  );
}
