/** What can be done with one song of the drawer. */
import { useEffect, useRef, useState } from "preact/hooks";
import { editor, panel, step, toast, type Song } from "../state";
import { bookOf, bookTitle, deleteSong, duplicateSong, moveToBook, openSongById, songTitle } from "../store/books";
import { books, guest, openDatabase } from "../store/library";
import type { HistoryRecord } from "../store/db";
import { downloadSongFile } from "./Download";
import { closePanel, Popover } from "./Popover";
import { Icon } from "./icons";

type View = "acts" | "books" | "versions";

export function RowMenu({ song }: { song: Song }) {
  const button = useRef<HTMLButtonElement>(null);
  const name = `song-${song.id}`;
  if (guest.value) return null;
  return (
    <>
      <button
        ref={button} class="icon more" aria-label={`More for ${songTitle(song)}`} title="More" aria-haspopup="menu" aria-expanded={panel.value === name}
        onClick={() => (panel.value = panel.value === name ? null : name)}
      >
        <Icon name="more" />
      </button>
      <Popover name={name} label={songTitle(song)} anchor={button} role="menu" width={240} align="end"><Acts song={song} /></Popover>
    </>
  );
}

function Acts({ song }: { song: Song }) {
  const [view, show] = useState<View>("acts");
  if (view === "books") return <Books song={song} />;
  if (view === "versions") return <Versions song={song} />;
  const run = (act: () => Promise<unknown>) => () => {
    closePanel();
    void act();
  };
  return (
    <div class="rows">
      <button role="menuitem" onClick={run(() => duplicateSong(song.id))}>Duplicate</button>
      <button role="menuitem" aria-haspopup="menu" onClick={() => show("books")}>Move to book …</button>
      <button role="menuitem" onClick={run(() => downloadSongFile(song))}>Download</button>
      <button role="menuitem" onClick={() => show("versions")}>Earlier versions …</button>
      <hr />
      <button role="menuitem" class="danger" onClick={run(() => deleteWithUndo(song))}>Delete</button>
    </div>
  );
}

/** Deletes a song, and offers to take that back. */
export async function deleteWithUndo(song: Song): Promise<void> {
  let takeBack = await deleteSong(song.id);
  const undo = () => void takeBack();
  const again = () => void deleteSong(song.id).then((back) => (takeBack = back));
  step(`deleted ${songTitle(song)}`, undo, again);
  toast(`${songTitle(song)} deleted.`, { label: "Undo", run: undo }, 10);
}

function Books({ song }: { song: Song }) {
  const others = books.value.filter((one) => one.id !== song.book);
  const move = (to: (typeof others)[number] | null) => () => {
    closePanel();
    void moveToBook(song.id, to).then((takeBack) => {
      const words = to ? `${songTitle(song)} is in ${bookTitle(to)}.` : `${songTitle(song)} is in no book.`;
      toast(words, { label: "Undo", run: () => void takeBack() }, 10);
    });
  };
  const moveToNew = () => {
    closePanel();
    void bookOf([song.id], "New book");
  };
  return (
    <div class="rows">
      <h3>Move to</h3>
      {others.map((one) => <button key={one.id} role="menuitem" onClick={move(one)}><span dir="auto">{bookTitle(one)}</span></button>)}
      {song.book !== "" && <button role="menuitem" onClick={move(null)}>No book</button>}
      <button role="menuitem" onClick={moveToNew}><Icon name="plus" />New book</button>
    </div>
  );
}

const WHY: Record<HistoryRecord["why"], string> = { edit: "while writing", paste: "before a paste", import: "before an import", delete: "before it was deleted" };

/** Earlier texts of the song, the newest first; one of them can become the text again. */
function Versions({ song }: { song: Song }) {
  const [all, setAll] = useState<HistoryRecord[] | null>(null);
  useEffect(() => {
    void (openDatabase()?.historyOf(song.id).catch(() => []) ?? Promise.resolve([])).then((found) => setAll(found.reverse()));
  }, []);
  const restore = (version: HistoryRecord) => () => {
    closePanel();
    void openSongById(song.id).then(() => editor.current?.replace(version.content, "edit"));
  };
  return (
    <div class="rows">
      <h3>Earlier versions</h3>
      {all?.length === 0 && <p class="note">None yet: one is kept every two minutes of writing.</p>}
      {all?.map((version) => (
        <button key={version.at} role="menuitem" onClick={restore(version)}>
          <span>{new Date(version.at).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" })}</span>
          <small>{WHY[version.why]}</small>
        </button>
      ))}
    </div>
  );
}
