/** The drawer of songs: a book in its order, or the songs without a book; other books behind its name. */
import { computed } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { answer, book, drawerOpen, panel, say, song, songs, step, type Book } from "../state";
import { addSong, bookOf, bookTitle, changeBook, createBook, moveToBook, songTitle } from "../store/books";
import { books, guest, looseSongs } from "../store/library";
import { BooksMenu } from "./BooksMenu";
import { layout } from "./media";
import { closePanel, Popover } from "./Popover";
import { picked, SongRows } from "./SongRows";
import { Icon } from "./icons";

/** The songs that the drawer shows: a new song is not among the kept ones before it has a letter. */
const listed = computed(() => {
  if (book.value) return songs.value;
  if (guest.value || looseSongs.value.some((one) => one.id === song.value.id)) return looseSongs.value;
  return [song.value, ...looseSongs.value];
});

export function Drawer() {
  const box = useRef<HTMLElement>(null);
  const isOver = layout.value !== "wide";
  useEffect(() => {
    picked.value = null;
    // Where it covers the text it is a step of its own, which the keyboard must be in.
    if (isOver) box.current?.querySelector<HTMLElement>("[aria-current=true], .song .open")?.focus();
  }, []);
  const keys = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.stopPropagation();
    closeDrawer();
  };
  return (
    <aside ref={box} class={`drawer${isOver ? " over" : ""}`} id="drawer" aria-label="Songs" onKeyDown={keys}>
      <Head />
      <SongRows list={listed.value} isBook={book.value !== null} />
      {book.value && !guest.value ? <BookFoot book={book.value} /> : <LooseFoot />}
    </aside>
  );
}

export function closeDrawer(): void {
  drawerOpen.value = false;
  document.querySelector<HTMLElement>("#switch")?.focus();
}

function Head() {
  const button = useRef<HTMLButtonElement>(null);
  const now = book.value;
  const count = listed.value.length;
  return (
    <header class="drawer-head">
      <div class="line">
        {now && !guest.value
          ? <Title key={now.id} book={now} />
          : <h2>{now ? bookTitle(now) : "Songs"}</h2>}
        {books.value.length > 0 && !guest.value && (
          <button
            ref={button} class="icon" aria-label="Other books" title="Other books" aria-haspopup="menu" aria-expanded={panel.value === "books"}
            onClick={() => (panel.value = panel.value === "books" ? null : "books")}
          >
            <Icon name="down" />
          </button>
        )}
        <span class="space" />
        <button class="icon" aria-label="Close the songs" title="Close" onClick={closeDrawer}><Icon name="close" /></button>
      </div>
      {now && !guest.value && <Subtitle key={now.id} book={now} />}
      <p>{summary(count, now)}</p>
      <Popover name="books" label="Books" anchor={button} role="menu" width={284}><BooksMenu /></Popover>
    </header>
  );
}

function summary(count: number, of: Book | null): string {
  const words = `${count} ${count === 1 ? "song" : "songs"}`;
  const now = answer.value;
  // Only an answer of the whole book knows its pages.
  if (!of || now?.songs.length !== count || count < 2) return words;
  return `${words} · ${now.pages.length} ${now.pages.length === 1 ? "page" : "pages"}`;
}

function Title({ book: of }: { book: Book }) {
  return <Field label="Title of the book" className="title" value={of.title} placeholder="Book without a name" change={(title) => changeField("book title", of, { title: of.title }, { title })} />;
}

function Subtitle({ book: of }: { book: Book }) {
  return <Field label="Subtitle of the book" className="subtitle" value={of.subtitle} placeholder="Subtitle" change={(subtitle) => changeField("book subtitle", of, { subtitle: of.subtitle }, { subtitle })} />;
}

function changeField(label: string, of: Book, before: Partial<Book>, after: Partial<Book>): void {
  changeBook(after);
  step(label, () => undoIn(of, before), () => undoIn(of, after));
}

/** A change of a book that may not be the open one any more. */
function undoIn(of: Book, change: Partial<Book>): void {
  if (book.value?.id === of.id) changeBook(change);
}

/** A text that is edited in place: Enter and leaving it take it over, Escape takes it back. */
function Field({ label, className, value, placeholder, change }: { label: string; className: string; value: string; placeholder: string; change: (value: string) => void }) {
  const commit = (event: Event) => {
    const text = (event.currentTarget as HTMLInputElement).value.trim();
    if (text !== value) change(text);
  };
  const keys = (event: KeyboardEvent) => {
    const input = event.currentTarget as HTMLInputElement;
    if (event.key === "Enter") input.blur();
    else if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      input.value = value;
      input.blur();
    }
  };
  return <input class={className} aria-label={label} value={value} placeholder={placeholder} maxLength={200} dir="auto" onBlur={commit} onKeyDown={keys} />;
}

const TOGGLES: { name: "cover" | "contents" | "newPage"; label: string }[] = [
  { name: "cover", label: "Cover" }, { name: "contents", label: "Contents" }, { name: "newPage", label: "Each song on a new page" },
];

function BookFoot({ book: of }: { book: Book }) {
  const toggle = (name: "cover" | "contents" | "newPage", label: string) => {
    const before = { [name]: of[name] };
    changeField(label.toLowerCase(), of, before, { [name]: !of[name] });
  };
  return (
    <footer class="drawer-foot">
      {TOGGLES.map(({ name, label }) => (
        <label key={name} class="toggle">
          <span>{label}</span>
          <input type="checkbox" role="switch" checked={of[name]} onChange={() => toggle(name, label)} />
        </label>
      ))}
      <AddSong book={of} />
    </footer>
  );
}

/** "Add a song": a new one, or one of those without a book. */
function AddSong({ book: of }: { book: Book }) {
  const button = useRef<HTMLButtonElement>(null);
  const loose = looseSongs.value;
  const press = () => {
    if (loose.length === 0) void newSongHere();
    else panel.value = panel.value === "add-song" ? null : "add-song";
  };
  const add = (id: string, title: string) => () => {
    closePanel();
    void moveToBook(id, of).then(() => say(`${title} added`));
  };
  return (
    <>
      <button ref={button} class="btn wide" aria-haspopup={loose.length > 0 ? "menu" : undefined} aria-expanded={loose.length > 0 ? panel.value === "add-song" : undefined} onClick={press}>
        <Icon name="plus" />Add a song
      </button>
      <Popover name="add-song" label="Add a song" anchor={button} role="menu" width={276}>
        <div class="rows">
          <button role="menuitem" onClick={() => { closePanel(); void newSongHere(); }}><Icon name="plus" />New song</button>
          <hr />
          {loose.map((one) => <button key={one.id} role="menuitem" onClick={add(one.id, songTitle(one))}><span dir="auto">{songTitle(one)}</span></button>)}
        </div>
      </Popover>
    </>
  );
}

/** So many songs are all chosen for a new book at first. */
const FEW_SONGS = 7;

function LooseFoot() {
  const chosen = picked.value;
  if (chosen) {
    const make = () => {
      picked.value = null;
      void bookOf(chosen, "New book").then(() => say("New book"));
    };
    return (
      <footer class="drawer-foot">
        <button class="btn main" disabled={chosen.length === 0} onClick={make}>{`Make a book of ${chosen.length === 1 ? "1 song" : `${chosen.length} songs`}`}</button>
        <button class="btn wide" onClick={() => (picked.value = null)}>Cancel</button>
      </footer>
    );
  }
  const startBook = () => {
    const loose = looseSongs.value.map((one) => one.id).reverse();
    // A few songs are mostly one set; of many only the open one is certain.
    if (loose.length > FEW_SONGS) picked.value = loose.filter((id) => id === song.value.id);
    else if (loose.length > 0) picked.value = loose;
    else void createBook("New book").then(() => say("New book"));
  };
  return (
    <footer class="drawer-foot">
      <button class="btn wide" onClick={() => void newSongHere()}><Icon name="plus" />New song</button>
      <button class="btn wide" onClick={startBook}><Icon name="book" />New book</button>
    </footer>
  );
}

/** A new song in the open book, or without one. */
export async function newSongHere(): Promise<void> {
  await addSong();
  if (layout.value !== "wide") drawerOpen.value = false;
}
