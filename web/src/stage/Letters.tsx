/** The song in large letters, one screen of it. */
import { Fragment } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { fit, REFERENCE, type MeasuredBlock, type Slice } from "./fit";
import { ahead, arranged, blocks, fitted, inFull, record, row, screen, shown } from "./session";
import type { Block, Row } from "./song";
import { isChordsOnly, wordsOf, type WordPart } from "./words";

/** Pixels between two columns. */
const GAP = 48;

export function Letters() {
  const box = useRef<HTMLDivElement>(null);
  const measure = useRef<HTMLDivElement>(null);
  const [room, setRoom] = useState({ width: 0, height: 0 });
  const short = shown.value?.song.blocks ?? [];
  const choice = record.value?.stage;

  useLayoutEffect(() => {
    const dom = box.current;
    if (!dom) return;
    const observer = new ResizeObserver(() => setRoom({ width: dom.clientWidth, height: dom.clientHeight }));
    observer.observe(dom);
    // The widths of letters are other ones once the font is there.
    void document.fonts.ready.then(() => setRoom({ width: dom.clientWidth, height: dom.clientHeight }));
    return () => observer.disconnect();
  }, []);

  useLayoutEffect(() => {
    if (!measure.current || room.width === 0) return;
    const [asWritten, inAll] = measured(measure.current, short);
    const wanted = { size: choice?.size, columns: choice?.columns };
    const inShort = fit(asWritten, { ...room, gap: GAP }, wanted);
    const full = fit(inAll, { ...room, gap: GAP }, wanted);
    // Recalled choruses are written out where that takes no further screen, and hardly any letter size.
    const hasRoom = full.screens.length === inShort.screens.length && full.size >= inShort.size * 0.9;
    arranged(hasRoom ? full : inShort, hasRoom);
  }, [shown.value, room.width, room.height, choice?.size, choice?.columns]);

  const columns = fitted.value?.screens[screen.value] ?? [];
  const count = fitted.value?.columns ?? 1;
  return (
    <div class="letters" ref={box} dir={shown.value?.song.direction} style={{ fontSize: `${fitted.value?.size ?? REFERENCE}px` }}>
      <div class="measure" ref={measure} aria-hidden="true" style={{ fontSize: `${REFERENCE}px` }}>
        {short.map((block, index) => <BlockPart key={index} block={block} from={0} to={block.rows.length} first={-1} />)}
        {short.filter((block) => block.full).map(inFull).map((block, index) => <BlockPart key={`full-${index}`} block={block} from={0} to={block.rows.length} first={-1} />)}
      </div>
      <div class="screen" style={{ gridTemplateColumns: `repeat(${count}, minmax(0, 1fr))`, columnGap: `${GAP}px` }}>
        {columns.map((slices, index) => (
          <div class="column" key={index}>
            {slices.map((slice) => <SlicePart key={`${slice.block}.${slice.from}`} slice={slice} blocks={blocks.value} />)}
          </div>
        ))}
      </div>
      <Ahead />
    </div>
  );
}

/** What comes on the next screen, where this one has room for a line. */
function Ahead() {
  const size = fitted.value?.size ?? REFERENCE;
  const free = fitted.value?.free[screen.value] ?? 0;
  const words = ahead();
  if (words === "" || free < size * 2) return null;
  return <p class="ahead"><span>Then</span> {words}</p>;
}

function SlicePart({ slice, blocks }: { slice: Slice; blocks: readonly Block[] }) {
  const block = blocks[slice.block];
  if (!block) return null;
  const before = blocks.slice(0, slice.block).reduce((sum, one) => sum + one.rows.length, 0);
  return <BlockPart block={block} from={slice.from} to={slice.to} first={before} />;
}

/** Rows of a block. `first` is the number of its first row in the song, negative where no row is banded. */
function BlockPart({ block, from, to, first }: { block: Block; from: number; to: number; first: number }) {
  const label = from === 0 ? block.label : "";
  return (
    <section class={`block ${block.kind}`} aria-label={label === "" ? undefined : label}>
      {label !== "" && <h2>{label}</h2>}
      {block.rows.slice(from, to).map((one, index) => (
        <RowLine key={from + index} row={one} isNow={first >= 0 && first + from + index === row.value} />
      ))}
    </section>
  );
}

function RowLine({ row: of, isNow }: { row: Row; isNow: boolean }) {
  const now = isNow ? " now" : "";
  switch (of.kind) {
    case "comment":
      return <p class={`row comment${now}`} dir="auto">{of.text}</p>;
    case "mono":
      return <pre class={`row mono${now}`} dir="ltr">{of.text}</pre>;
    case "recall":
      return <p class={`row again${now}`}>{of.text}</p>;
    case "line":
      if (isChordsOnly(of.pieces)) return <p class={`row only${now}`}>{of.pieces.map((piece) => piece.chord ?? piece.annotation ?? "").join("  ")}</p>;
      return (
        <p class={`row line${of.pieces.some((piece) => piece.chord !== undefined || piece.annotation !== undefined) ? " chorded" : ""}${now}`}>
          {wordsOf(of.pieces).map((word, index) => (
            <Fragment key={index}><span class="word">{word.map((part, at) => <Part key={at} part={part} />)}</span>{" "}</Fragment>
          ))}
        </p>
      );
  }
}

function Part({ part }: { part: WordPart }) {
  if (part.chord === undefined) return <>{part.text}</>;
  // The chord hangs on an inline box in either case, so that all chords of a line have the same height.
  const under = (
    <span class="under">
      <em class={part.isAnnotation ? "remark" : "chord"}>{part.chord}</em>
      {part.text || "\u2060"}
    </span>
  );
  return part.room === undefined ? under : <span class="tight" style={{ minWidth: `${part.room}em` }}>{under}</span>;
}

/** Sizes of the blocks as they were drawn with letters of the reference size: as written, and with recalled choruses in full. */
function measured(dom: HTMLElement, short: readonly Block[]): [MeasuredBlock[], MeasuredBlock[]] {
  const all = [...dom.querySelectorAll(".block")].map((block) => ({
    head: block.querySelector("h2")?.getBoundingClientRect().height ?? 0,
    rows: [...block.querySelectorAll(".row")].map((one) => {
      const { width, height } = one.getBoundingClientRect();
      return { width, height };
    }),
  }));
  const asWritten = all.slice(0, short.length);
  let next = short.length;
  const inAll = asWritten.map((block, index) => (short[index]?.full ? (all[next++] ?? block) : block));
  return [asWritten, inAll];
}
