/** "Looks like chords over lyrics. Convert · Leave it". */
import { words } from "../data/words";
import { closeOffer, offer } from "../editor/paste";
import { Icon } from "./icons";

export function PasteBar() {
  const now = offer.value;
  if (!now) return null;
  const converted = now.kind === "converted";
  return (
    <div class="notice" role="status">
      <span>{converted ? words.converted(now.from) : words.looksLike(now.from)}</span>
      <button class="pill" onClick={now.run}>{converted ? words.undo : words.convert}</button>
      {!converted && <button class="pill" onClick={closeOffer}>{words.leaveIt}</button>}
      <span class="space" />
      <button class="icon" aria-label={words.close} onClick={closeOffer}><Icon name="close" /></button>
    </div>
  );
}
