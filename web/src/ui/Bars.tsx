/** Bars over the text: a song that someone shared, one that is open elsewhere, files, and what is not kept. */
import { signal, useSignalEffect } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { book, content, kept, readOnly, song, toast } from "../state";
import { bookTitle } from "../store/books";
import { adoptGuests, editHere, guest, leaveGuest } from "../store/library";
import { isShareLink, LinkError } from "../store/link";
import { openShared, takeOwnLook } from "../store/sharing";
import { exportAll } from "./Download";
import { Icon } from "./icons";
import { placeWaiting, refused, waiting } from "./opening";

/** What is wrong with the link that the page was opened with. */
const linkProblem = signal("");

const LINK_PROBLEMS: Record<LinkError["reason"], string> = {
  damaged: "This link is cut or damaged.", newer: "This link is of a newer studio.", "too-large": "This link holds more than the studio opens.",
};

/** Opens the songs of the address, if it has any. */
export async function openAddress(): Promise<void> {
  if (!isShareLink(location.hash)) return;
  try {
    await openShared(location.hash);
    linkProblem.value = "";
  } catch (error) {
    linkProblem.value = LINK_PROBLEMS[error instanceof LinkError ? error.reason : "damaged"];
    dropFragment();
  }
}

function dropFragment(): void {
  history.replaceState(history.state, "", location.pathname + location.search);
}

interface NoticeProps {
  children: ComponentChildren;
  isUrgent?: boolean;
  close?: () => void;
}

function Notice({ children, isUrgent = false, close }: NoticeProps) {
  return (
    <div class={`notice${isUrgent ? " urgent" : ""}`} role={isUrgent ? "alert" : "status"}>
      {children}
      <span class="space" />
      {close && <button class="icon" aria-label="Close" onClick={close}><Icon name="close" /></button>}
    </div>
  );
}

export function GuestBar() {
  // Whoever changes a shared song wants to have it: nothing that is typed is lost.
  useSignalEffect(() => {
    const now = guest.value;
    const original = now?.songs.find((one) => one.id === song.value.id);
    if (now?.from !== "link" || !original || original.content === content.value) return;
    keep();
    toast("Kept among your songs.");
  });
  if (linkProblem.value !== "") return <Notice close={() => (linkProblem.value = "")}>{linkProblem.value}</Notice>;
  if (guest.value?.from !== "link") return null;
  const count = guest.value.songs.length;
  return (
    <Notice>
      <span>{count > 1 ? `Someone shared ${count} songs.` : "Someone shared this song."}</span>
      <button class="pill go" onClick={keep}>{count > 1 ? "Keep them" : "Keep it"}</button>
      <button class="pill" onClick={() => void closeGuest()}>Close</button>
    </Notice>
  );
}

function keep(): void {
  adoptGuests(book.value?.title ?? "");
  takeOwnLook();
  dropFragment();
}

async function closeGuest(): Promise<void> {
  await leaveGuest();
  takeOwnLook();
  dropFragment();
}

export function OtherTabBar() {
  if (!readOnly.value || guest.value) return null;
  return <Notice><span>Open in another tab.</span><button class="pill go" onClick={editHere}>Edit here</button></Notice>;
}

export function NotKeptBar() {
  const now = kept.value;
  if (now.state !== "not") return null;
  return (
    <Notice isUrgent>
      <span>{`Not kept: ${now.reason}.`}</span>
      <button class="pill go" onClick={() => void exportAll()}>Export all</button>
    </Notice>
  );
}

export function FilesBar() {
  const songs = waiting.value;
  const into = book.value;
  return (
    <>
      {songs.length > 0 && (
        <Notice close={() => (waiting.value = [])}>
          <span>{`${songs.length} songs.`}</span>
          {into && <button class="pill go" onClick={() => void placeWaiting(into)}>{`Add to ${bookTitle(into)}`}</button>}
          <button class={into ? "pill" : "pill go"} onClick={() => void placeWaiting("new")}>Make a new book</button>
          {!into && <button class="pill" onClick={() => void placeWaiting(null)}>Keep as single songs</button>}
        </Notice>
      )}
      {refused.value.length > 0 && (
        <Notice isUrgent close={() => (refused.value = [])}>
          <span>{refused.value.slice(0, 3).join(" · ")}{refused.value.length > 3 ? ` · and ${refused.value.length - 3} more` : ""}</span>
        </Notice>
      )}
    </>
  );
}
