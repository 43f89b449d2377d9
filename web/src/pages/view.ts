/** The page pane: a box for each page, its pieces replaced as they change, zoom, click and cursor. */
import { effect, signal } from "@preact/signals";
import { words } from "../data/words";
import { near, scope } from "../service/preview";
import type { AnswerPage } from "../service/types";
import * as state from "../state";
import { heldPage } from "./cache";
import { morph } from "./morph";
import { openSongById } from "../store/books";
import { bandsOf, placeOf, type SourcePlace } from "./places";
import { clamp, pixels, scaleOf } from "./zoom";

/** The scale that pages have now. */
export const scale = signal(1);
/** Pages kept in the document on either side of those in view. */
const AROUND = 2;

interface Sheet {
  dom: HTMLElement;
  number: number;
  hash: string;
  bands: HTMLElement[];
}

export class PageView {
  private readonly sheets: Sheet[] = [];
  private readonly visible = new Set<number>();
  private readonly observer: IntersectionObserver;
  private readonly resized: ResizeObserver;
  private readonly stops: (() => void)[] = [];
  private pages: AnswerPage[] = [];
  private drawnLine = "";

  /** `room` scrolls. */
  constructor(private readonly room: HTMLElement) {
    this.observer = new IntersectionObserver((entries) => this.seen(entries), { root: room, rootMargin: "200px 0px" });
    this.resized = new ResizeObserver(() => this.fit());
    this.resized.observe(room);
    room.addEventListener("click", (event) => this.clicked(event));
    room.addEventListener("wheel", (event) => this.wheeled(event), { passive: false });
    this.pinch();
    this.stops.push(
      effect(() => this.show(state.answer.value?.pages ?? [])),
      effect(() => {
        void state.settings.value.zoom;
        this.fit();
      }),
      effect(() => {
        void state.cursor.value;
        // After the text has moved on, the page's lines are those of the text before: wait for the answer.
        if (state.answered.peek() === state.content.peek()) this.follow(true);
      }),
    );
  }

  destroy(): void {
    this.observer.disconnect();
    this.resized.disconnect();
    for (const stop of this.stops) stop();
  }

  private show(pages: AnswerPage[]): void {
    const anchor = this.anchor();
    this.pages = pages;
    pages.forEach((page, index) => this.box(page, index));
    for (const gone of this.sheets.splice(pages.length)) {
      this.observer.unobserve(gone.dom);
      this.visible.delete(gone.number - 1);
      gone.dom.remove();
    }
    this.fit(false);
    this.fill();
    this.restore(anchor);
    this.follow(false);
  }

  private box(page: AnswerPage, index: number): void {
    let sheet = this.sheets[index];
    if (!sheet) {
      const dom = document.createElement("div");
      dom.className = "sheet";
      sheet = { dom, number: index + 1, hash: "", bands: [] };
      this.sheets.push(sheet);
      this.room.append(dom);
      this.observer.observe(dom);
      if (index <= AROUND) this.visible.add(index);
    }
    sheet.dom.dataset["page"] = String(page.number);
    sheet.dom.classList.toggle("has-picture", page.svg?.includes("<image") ?? sheet.dom.classList.contains("has-picture"));
  }

  /** Puts pages near the view into the document, and takes others out. */
  private fill(): void {
    const [first, last] = this.range();
    const missing: number[] = [];
    this.sheets.forEach((sheet, index) => {
      const page = this.pages[index];
      if (!page) return;
      if (index < first - AROUND || index > last + AROUND) {
        if (sheet.hash) sheet.dom.querySelector("svg")?.remove();
        sheet.hash = "";
        return;
      }
      if (sheet.hash === page.hash) return this.name(sheet, page);
      const svg = page.svg ?? heldPage(page.hash);
      if (svg === undefined) missing.push(page.number);
      else this.draw(sheet, page, svg);
    });
    if (missing.length > 0) this.ask(first + 1, last + 1);
  }

  private ask(first: number, last: number): void {
    const [from, to] = near.peek();
    if (from !== first || to !== last) near.value = [first, last];
  }

  private draw(sheet: Sheet, page: AnswerPage, text: string): void {
    const parsed = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
    if (parsed.nodeName !== "svg") return;
    const now = document.importNode(parsed, true);
    // The page is one picture for screen readers; the view Text is what they read.
    for (const child of now.children) child.setAttribute("aria-hidden", "true");
    const old = sheet.dom.querySelector("svg");
    if (old) morph(old, now);
    else sheet.dom.prepend(now);
    sheet.hash = page.hash;
    this.name(sheet, page);
  }

  private name(sheet: Sheet, page: AnswerPage): void {
    const svg = sheet.dom.querySelector("svg");
    if (!svg) return;
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", words.pageOf(page.number, this.pages.length, state.title.peek()));
  }

  private range(): [number, number] {
    const all = [...this.visible].filter((one) => one < this.pages.length);
    return all.length === 0 ? [0, 0] : [Math.min(...all), Math.max(...all)];
  }

  private seen(entries: IntersectionObserverEntry[]): void {
    for (const entry of entries) {
      const index = this.sheets.findIndex((one) => one.dom === entry.target);
      if (index < 0) continue;
      if (entry.isIntersecting) this.visible.add(index);
      else this.visible.delete(index);
    }
    this.fill();
  }

  /** Sizes of all boxes by the zoom. */
  private fit(keep = true): void {
    const page = this.pages[0];
    if (!page || this.room.clientWidth === 0) return;
    const anchor = keep ? this.anchor() : null;
    const style = getComputedStyle(this.room);
    const room = {
      width: this.room.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight),
      height: this.room.clientHeight - parseFloat(style.paddingTop) - parseFloat(style.paddingBottom),
    };
    const widest = Math.max(...this.pages.map((one) => one.width));
    const tallest = Math.max(...this.pages.map((one) => one.height));
    scale.value = scaleOf(state.settings.peek().zoom, widest, tallest, room);
    this.pages.forEach((one, index) => {
      const dom = this.sheets[index]?.dom;
      if (!dom) return;
      dom.style.width = `${pixels(one.width, scale.value)}px`;
      dom.style.height = `${pixels(one.height, scale.value)}px`;
    });
    if (anchor) this.restore(anchor);
  }

  /** The page at the top of the view, and how much of it is above. */
  private anchor(): { index: number; share: number } | null {
    const top = this.room.scrollTop;
    const index = this.sheets.findLastIndex((one) => one.dom.offsetTop <= top + 1);
    const sheet = this.sheets[index];
    if (!sheet || top === 0) return null;
    return { index, share: (top - sheet.dom.offsetTop) / Math.max(1, sheet.dom.offsetHeight) };
  }

  private restore(anchor: { index: number; share: number } | null): void {
    const sheet = anchor ? this.sheets[Math.min(anchor.index, this.sheets.length - 1)] : undefined;
    if (!anchor || !sheet) return;
    const top = sheet.dom.offsetTop + anchor.share * sheet.dom.offsetHeight;
    if (Math.abs(top - this.room.scrollTop) > 1) this.room.scrollTop = top;
  }

  private clicked(event: MouseEvent): void {
    const sheet = event.target instanceof Element ? event.target.closest<HTMLElement>(".sheet") : null;
    if (!sheet || getSelection()?.toString()) return;
    const place = placeOf(sheet, event, event.altKey);
    if (!place) return;
    const song = scope.peek() === "book" ? state.bookSongs.peek()[place.song] : undefined;
    void this.goTo(song?.id ?? state.song.peek().id, place);
  }

  private async goTo(song: string, place: SourcePlace): Promise<void> {
    await openSongById(song);
    state.editor.current?.goTo(place.line, place.column);
    if (state.tab.peek() === "page" && matchMedia("(max-width: 959px)").matches) return;
    state.editor.current?.focus();
  }

  /** Bands at the cursor's line; scrolls only where they are out of view. */
  private follow(scroll: boolean): void {
    const { line, column } = state.cursor.peek();
    const song = state.answerIndex.peek();
    this.drawPageOf(song, line);
    let first: HTMLElement | null = null;
    for (const sheet of this.sheets) {
      const bands = sheet.hash ? bandsOf(sheet.dom, song, line, column) : [];
      bands.forEach((band, index) => {
        const dom = sheet.bands[index] ?? this.newBand(sheet);
        dom.className = band.strong ? "here strong" : "here";
        dom.style.left = `${band.left * 100}%`;
        dom.style.top = `${band.top * 100}%`;
        dom.style.width = `${band.width * 100}%`;
        dom.style.height = `${band.height * 100}%`;
        first ??= dom;
      });
      for (const gone of sheet.bands.splice(bands.length)) gone.remove();
    }
    const moved = `${state.song.peek().id} ${line}` !== this.drawnLine;
    this.drawnLine = `${state.song.peek().id} ${line}`;
    if (first && (scroll || moved)) this.reveal(first);
  }

  /** Draws the page that a line is on, where no page in the document has it. */
  private drawPageOf(song: number, line: number): void {
    const mark = `data-line="${line}"`;
    const own = `data-song="${song}"`;
    if (this.sheets.some((sheet) => sheet.hash && sheet.dom.querySelector(`[${own}][${mark}]`))) return;
    for (const [index, page] of this.pages.entries()) {
      const sheet = this.sheets[index];
      if (!sheet || sheet.hash === page.hash || !page.songs.includes(song)) continue;
      const svg = heldPage(page.hash);
      if (svg === undefined || !svg.includes(mark)) continue;
      this.draw(sheet, page, svg);
      return;
    }
  }

  private newBand(sheet: Sheet): HTMLElement {
    const dom = document.createElement("div");
    dom.setAttribute("aria-hidden", "true");
    sheet.bands.push(dom);
    sheet.dom.append(dom);
    return dom;
  }

  private reveal(band: HTMLElement): void {
    const view = this.room.getBoundingClientRect();
    const box = band.getBoundingClientRect();
    const margin = 24;
    if (view.height === 0) return;
    if (box.top < view.top + margin) this.room.scrollTop -= view.top + margin - box.top;
    else if (box.bottom > view.bottom - margin) this.room.scrollTop += box.bottom - view.bottom + margin;
  }

  private wheeled(event: WheelEvent): void {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    this.zoomAt(scale.value * Math.exp(-event.deltaY / 300), event.clientX, event.clientY);
  }

  /** Changes the scale so that the point stays where it is. */
  private zoomAt(next: number, x: number, y: number): void {
    const old = scale.value;
    const now = clamp(next);
    const view = this.room.getBoundingClientRect();
    const left = this.room.scrollLeft + x - view.left;
    const top = this.room.scrollTop + y - view.top;
    state.settings.value = { ...state.settings.value, zoom: now };
    this.room.scrollLeft = left * (now / old) - (x - view.left);
    this.room.scrollTop = top * (now / old) - (y - view.top);
  }

  private pinch(): void {
    let start = 0;
    let from = 1;
    const distance = (event: TouchEvent) => {
      const [a, b] = [event.touches[0], event.touches[1]];
      return a && b ? Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY) : 0;
    };
    this.room.addEventListener("touchstart", (event) => {
      start = distance(event);
      from = scale.value;
    }, { passive: true });
    this.room.addEventListener("touchmove", (event) => {
      const now = distance(event);
      const [a, b] = [event.touches[0], event.touches[1]];
      if (!start || !now || !a || !b) return;
      event.preventDefault();
      this.zoomAt((from * now) / start, (a.clientX + b.clientX) / 2, (a.clientY + b.clientY) / 2);
    }, { passive: false });
  }
}
