/** The whole window takes files. */
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { stageOpen } from "../state";
import { filesOf, openFiles } from "./opening";
import { Icon } from "./icons";

const isOver = signal(false);

export function DropTarget() {
  useEffect(listen, []);
  if (!isOver.value || stageOpen.value) return null;
  return <div class="drop" aria-hidden="true"><p><Icon name="open" />Drop songs here</p></div>;
}

function listen(): () => void {
  const has = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
  const over = (event: DragEvent) => {
    if (!has(event)) return;
    event.preventDefault();
    isOver.value = true;
  };
  const leave = (event: DragEvent) => {
    // Out of the window there is nothing that it goes to.
    if (event.relatedTarget === null) isOver.value = false;
  };
  const drop = (event: DragEvent) => {
    isOver.value = false;
    if (!has(event) || !event.dataTransfer) return;
    event.preventDefault();
    // The editor would put the text of the file at the pointer.
    event.stopPropagation();
    void filesOf(event.dataTransfer.items).then(openFiles);
  };
  addEventListener("dragenter", over, true);
  addEventListener("dragover", over, true);
  addEventListener("dragleave", leave, true);
  addEventListener("drop", drop, true);
  return () => {
    removeEventListener("dragenter", over, true);
    removeEventListener("dragover", over, true);
    removeEventListener("dragleave", leave, true);
    removeEventListener("drop", drop, true);
  };
}
