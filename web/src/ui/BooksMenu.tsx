/** All books, the songs without one, and what was deleted. */
import { useEffect, useState } from "preact/hooks";
import { book, drawerOpen, editor, newSong, step, toast, type Song } from "../state";
import { bookTitle, createBook, deleteBook, deletedSongs, openBook, restoreSong, songTitle } from "../store/books";
import { DELETED_DAYS } from "../store/db";
import { books, looseSongs, showSong } from "../store/library";
import { downloadBookFile } from "./Download";
import { closePanel } from "./Popover";
import { Icon } from "./icons";

export function BooksMenu() {
  const [isDeletedShown, showDeleted] = useState(false);
  if (isDeletedShown) return <Deleted />;
  const now = book.value;
  const run = (act: () => Promise<unknown>) => () => {
    closePanel();
    void act();
  };
  return (
    <div class="rows">
      {books.value.map((one) => (
        <button key={one.id} role="menuitemradio" aria-checked={one.id === now?.id} onClick={run(() => openBook(one))}>
          <Icon name="book" /><span dir="auto">{bookTitle(one)}</span><small>{one.songs.length}</small>
        </button>
      ))}
      <button role="menuitemradio" aria-checked={now === null} onClick={run(openLoose)}>
        <Icon name="songs" /><span>Songs without a book</span><small>{looseSongs.value.length}</small>
      </button>
      <hr />
      <button role="menuitem" onClick={run(() => createBook("New book"))}><Icon name="plus" />New book</button>
      {now && <button role="menuitem" onClick={run(() => downloadBookFile(now))}><Icon name="save" />Export this book (zip)</button>}
      {now && <button role="menuitem" class="danger" onClick={run(deleteOpenBook)}><Icon name="trash" />Delete this book</button>}
      <button role="menuitem" onClick={() => showDeleted(true)}><Icon name="trash" />Deleted songs</button>
    </div>
  );
}

async function openLoose(): Promise<void> {
  await showSong(looseSongs.value[0] ?? newSong());
}

async function deleteOpenBook(): Promise<void> {
  const now = book.value;
  if (!now) return;
  let takeBack = await deleteBook(now);
  const undo = () => void takeBack();
  step(`deleted ${bookTitle(now)}`, undo, () => void deleteBook(now).then((back) => (takeBack = back)));
  toast(`${bookTitle(now)} deleted.`, { label: "Undo", run: undo }, 10);
}

function Deleted() {
  const [all, setAll] = useState<Song[] | null>(null);
  useEffect(() => void deletedSongs().then(setAll), []);
  const restore = (one: Song) => () => {
    closePanel();
    void restoreSong(one).then(() => {
      drawerOpen.value = true;
      editor.current?.focus();
    });
  };
  return (
    <div class="rows">
      <h3>{`Deleted, kept for ${DELETED_DAYS} days`}</h3>
      {all?.length === 0 && <p class="note">Nothing was deleted.</p>}
      {all?.map((one) => (
        <button key={one.id} role="menuitem" onClick={restore(one)}>
          <span dir="auto">{songTitle(one)}</span><small>{new Date(one.deleted ?? 0).toLocaleDateString()}</small>
        </button>
      ))}
    </div>
  );
}
