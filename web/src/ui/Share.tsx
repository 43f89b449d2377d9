/** Share ▾: the link that holds the song, and links that the service signs. */
import { useEffect, useState } from "preact/hooks";
import { words } from "../data/words";
import { post, request } from "../service/client";
import { lookOptions } from "../service/request";
import { book, bookSongs, content, look, say, song, title, toast } from "../state";
import { LONG_LINK } from "../store/link";
import { shareAddress, type Scope } from "../store/sharing";
import { copyText } from "./clipboard";
import { downloadBookFile, downloadSongFile, explain } from "./Download";
import { coarse } from "./media";
import { Icon } from "./icons";

export function Share({ close }: { close: () => void }) {
  const [scope, setScope] = useState<Scope>("song");
  const [address, setAddress] = useState("");
  const isBook = book.value !== null && bookSongs.value.length > 1;
  useEffect(() => {
    let isStale = false;
    void shareAddress(scope).then((made) => isStale || setAddress(made));
    return () => (isStale = true);
  }, [scope, content.value, song.value, look.value]);
  const copy = async () => {
    await copyText(address);
    say("Link copied");
    toast("Link copied.");
    close();
  };
  const isLong = address.length > LONG_LINK;
  const canShare = coarse.value && typeof navigator.share === "function";
  return (
    <div class="share">
      <p>Anyone with the link can read the song. It travels in the link itself, nothing is stored here.</p>
      {isBook && (
        <div class="seg" role="radiogroup" aria-label="What is shared">
          {(["song", "book"] as const).map((one) => (
            <button key={one} role="radio" aria-checked={scope === one} onClick={() => setScope(one)}>{one === "song" ? words.thisSong : words.wholeBook}</button>
          ))}
        </div>
      )}
      <div class="link-line">
        <input class="address" readOnly value={address} aria-label="Link" onFocus={(event) => event.currentTarget.select()} />
        <button class="btn main" autofocus disabled={address === ""} onClick={() => void copy()}><Icon name="link" />Copy link</button>
      </div>
      <p class="note">{address === "" ? "…" : `${address.length.toLocaleString("en")} characters`}</p>
      {isLong && <LongLink scope={scope} close={close} />}
      {canShare && (
        <button class="btn wide" onClick={() => void navigator.share({ title: title.value || words.newSong, url: address }).then(close, () => undefined)}>
          <Icon name="share" />Send …
        </button>
      )}
      {scope === "song" && <ServiceLinks />}
    </div>
  );
}

function LongLink({ scope, close }: { scope: Scope; close: () => void }) {
  const download = () => {
    close();
    if (scope === "book" && book.value) void downloadBookFile(book.value);
    else void downloadSongFile(song.value);
  };
  return (
    <p class="long" role="status">
      Long link: some programs cut it. <button class="textual" onClick={download}>Download the file instead</button>
    </p>
  );
}

/* Links that the service makes: an address whose answer is a picture or a PDF. */

const TYPES = [
  { format: "svg", label: "Picture" }, { format: "pdf", label: "PDF" }, { format: "html", label: "Web page" },
] as const;
const DAY = 86_400;
const TERMS = [{ days: 1, label: "a day" }, { days: 7, label: "a week" }] as const;

let known: Promise<boolean> | null = null;

/** Whether the service makes links to songs. Its description tells, so that nothing is asked for in vain. */
function hasLinks(): Promise<boolean> {
  known ??= request("openapi.json")
    .then(async (response) => "/links" in ((await response.json()) as { paths: object }).paths)
    .catch(() => {
      known = null;
      return false;
    });
  return known;
}

function ServiceLinks() {
  const [isThere, setThere] = useState(false);
  const [isOpen, setOpen] = useState(false);
  const [days, setDays] = useState<number>(7);
  const [made, setMade] = useState<{ address: string; expires: number | null } | null>(null);
  useEffect(() => void hasLinks().then(setThere), []);
  if (!isThere) return null;
  const make = async (format: string) => {
    try {
      const link = await serviceLink(format, days);
      await copyText(link.address);
      setMade(link);
      say("Link copied");
    } catch (error) {
      explain(error, "The link");
    }
  };
  return (
    <div class="signed">
      <button class="textual" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>Link to a picture or PDF</button>
      {isOpen && (
        <>
          <p class="note">For pages and mails: the service draws the song whenever the link is opened. The song stands in the link.</p>
          <div class="row">
            {TYPES.map(({ format, label }) => <button key={format} class="pill" onClick={() => void make(format)}>{label}</button>)}
            <label>good for <select value={days} onChange={(event) => setDays(Number(event.currentTarget.value))}>{TERMS.map((one) => <option key={one.days} value={one.days}>{one.label}</option>)}</select></label>
          </div>
          {made && (
            <p class="note" role="status">
              Copied{made.expires === null ? "" : `, good until ${new Date(made.expires * 1000).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" })}`}.
            </p>
          )}
        </>
      )}
    </div>
  );
}

/** Asks for a link to the open song. Its query holds names of presets, and no settings. */
async function serviceLink(format: string, days: number): Promise<{ address: string; expires: number | null }> {
  const { config, ...options } = lookOptions();
  const names = (Array.isArray(config) ? config : []).filter((part) => typeof part === "string").join(",");
  const { key, capo } = song.value;
  const body = {
    content: content.value, output_format: format, expires_in: days * DAY,
    options: { ...options, config: names, ...(key ? { transpose: `${key}k` } : {}), ...(capo === undefined ? {} : { capo }) },
  };
  const { path, expires } = (await (await post("links", body)).json()) as { path: string; expires: number | null };
  return { address: new URL(path, location.origin).href, expires };
}
