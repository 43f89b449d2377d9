/** How long a song takes, and which row is played when. */
import type { Block, Row, StageSong } from "./song";

/** Seconds a line of lyrics where a song states neither its length nor a tempo. */
const SECONDS_A_LINE = 12;

/** The time line of a song: where each row begins, in seconds. */
export interface TimeLine {
  seconds: number;
  /** Parallel to the rows; rows without a length begin with the row behind them. */
  starts: number[];
}

/** The rows in the order in which they are played. */
export function rowsOf(blocks: readonly Block[]): Row[] {
  return blocks.flatMap((block) => block.rows);
}

/** Seconds that the song takes: what it states, else bars by tempo, else by the number of its lines. */
export function secondsOfSong(song: StageSong): number {
  if (song.duration > 0) return song.duration;
  const rows = rowsOf(song.blocks);
  const bars = rows.reduce((sum, row) => sum + row.bars, 0);
  if (song.tempo > 0) return (bars * beatsOfBar(song.time) * 60) / song.tempo;
  return rows.filter((row) => row.bars > 0).length * SECONDS_A_LINE;
}

/** Beats of a bar. Compound times (6/8, 9/8, 12/8) are counted in groups of three. */
function beatsOfBar(time: string): number {
  const [beats = 4, unit = 4] = time.split("/").map((part) => Number.parseInt(part, 10) || undefined);
  return unit === 8 && beats % 3 === 0 ? beats / 3 : beats;
}

/** When each row begins. A song whose rows have no length is divided among all of them. */
export function timeLine(song: StageSong): TimeLine {
  const rows = rowsOf(song.blocks);
  const seconds = Math.max(1, secondsOfSong(song) || rows.length * SECONDS_A_LINE);
  const bars = rows.map((row) => row.bars);
  const total = bars.reduce((sum, one) => sum + one, 0);
  const lengths = total > 0 ? bars : bars.map(() => 1);
  const unit = seconds / Math.max(1, total > 0 ? total : rows.length);
  let at = 0;
  const starts = lengths.map((length) => {
    const start = at;
    at += length * unit;
    return start;
  });
  return { seconds, starts };
}

/** The row that is played at a time: the last one that has begun and lasts. */
export function rowAt(line: TimeLine, seconds: number): number {
  const after = line.starts.findIndex((start) => start > seconds);
  return after < 0 ? line.starts.length - 1 : Math.max(0, after - 1);
}

/** `1:18`. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
