/** Where the service asks for a key: a card in the page pane; the editor works without. */
import { useState } from "preact/hooks";
import { words } from "../data/words";
import { ServiceError, getOptions, key, setKey } from "../service/client";
import { keyGiven } from "../service/preview";
import { optionTable, status } from "../state";

export function KeyCard() {
  const [value, setValue] = useState("");
  const [visible, setVisible] = useState(false);
  const [wrong, setWrong] = useState(key() !== "");
  const use = async (event: Event) => {
    event.preventDefault();
    setKey(value.trim());
    try {
      optionTable.value = await getOptions();
      setWrong(false);
      status.value = null;
      keyGiven();
    } catch (error) {
      if (error instanceof ServiceError && error.status === 401) {
        setKey("");
        setWrong(true);
      } else keyGiven();
    }
  };
  return (
    <form class="keycard" onSubmit={(event) => void use(event)}>
      <h2>{words.keyNeeded}</h2>
      <div class="field">
        <input {...(visible ? { type: "text" as const } : { type: "password" as const })} autocomplete="off" spellcheck={false} aria-label={words.keyField} aria-invalid={wrong} aria-describedby="key-note" value={value} onInput={(event) => setValue(event.currentTarget.value)} />
        <button type="button" class="pill" aria-pressed={visible} onClick={() => setVisible(!visible)}>{visible ? words.hideKey : words.showKey}</button>
        <button class="pill go" disabled={value.trim() === ""}>{words.useKey}</button>
      </div>
      <p id="key-note" class={wrong ? "wrong" : ""} role={wrong ? "alert" : undefined}>{wrong ? words.badKey : words.keyKept}</p>
    </form>
  );
}
