/**
 * Fills `slots` with books, sharing, downloads, stage and tour. `main.ts` awaits `start` before the editor is made: it opens what
 * was kept, or what a link brings.
 */
import { lazy, Suspense } from "preact/compat";
import { h } from "preact";
import { bookSongs, isEmpty, song, stageOpen } from "../state";
import { createBook, openSongById } from "../store/books";
import { startLibrary } from "../store/library";
import { FilesBar, GuestBar, NotKeptBar, openAddress, OtherTabBar } from "./Bars";
import { Drawer, newSongHere } from "./Drawer";
import { downloadLast, DownloadMenu, exportAll, print } from "./Download";
import { DropTarget } from "./Drop";
import { installWorker } from "./offline";
import { chooseFiles } from "./opening";
import { Share } from "./Share";
import { slots } from "./slots";
import { startTour, Tour } from "./Tour";

const Stage = lazy(() => import("../stage/Stage"));

/** The stage is loaded when it is opened for the first time. */
function StageSlot() {
  return stageOpen.value ? h(Suspense, { fallback: null }, h(Stage, null)) : null;
}

export async function start(): Promise<void> {
  fillSlots();
  await startLibrary();
  await openAddress();
  addEventListener("hashchange", () => void openAddress());
  installWorker();
}

function fillSlots(): void {
  slots.drawer.value = Drawer;
  slots.share.value = Share;
  slots.download.value = DownloadMenu;
  slots.save.value = downloadLast;
  slots.print.value = () => void print();
  slots.stage.value = () => {
    if (!isEmpty.value) stageOpen.value = true;
  };
  slots.tour.value = Tour;
  slots.startTour.value = () => void startTour();
  slots.overlays.value = [DropTarget, StageSlot];
  slots.bars.value = [GuestBar, OtherTabBar, NotKeptBar, FilesBar];
  slots.openFiles.value = () => chooseFiles();
  slots.nextSong.value = (way) => {
    const all = bookSongs.value;
    const next = all[all.findIndex((one) => one.id === song.value.id) + way];
    if (next) void openSongById(next.id);
  };
  slots.menu.value = [
    { label: "Open files", icon: "open", run: () => chooseFiles() },
    { label: "Open a folder", icon: "open", run: () => chooseFiles(true) },
    { label: "New song", icon: "plus", run: () => void newSongHere() },
    { label: "New book", icon: "book", run: () => void createBook("New book") },
    { label: "Export all", icon: "save", note: "zip", run: () => void exportAll() },
  ];
}
