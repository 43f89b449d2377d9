/**
 * One song is edited in one tab. Tabs tell each other which song they have open; the one that had it first edits,
 * the others only read until they are told to take over.
 */

type Message =
  | { kind: "open" | "holding"; song: string; tab: string; since: number }
  | { kind: "take"; song: string; tab: string }
  | { kind: "released"; song: string; tab: string }
  | { kind: "changed"; tab: string };

/** What the library does when another tab speaks. */
export interface TabEvents {
  /** Another tab edits the open song: only read. */
  onHeld(): void;
  /** Another tab wants to edit the open song: keep everything; the song is released when the promise is done. */
  onTaken(): Promise<void>;
  /** The tab that edited the open song has let go of it. */
  onReleased(): void;
  /** Records were changed by another tab. */
  onChanged(): void;
}

/** The conversation with other tabs of this origin. */
export class Tabs {
  private readonly tab = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;
  private song = "";
  private since = 0;
  private isHolder = true;

  constructor(
    private readonly events: TabEvents,
    private readonly channel: BroadcastChannel = new BroadcastChannel("studio"),
  ) {
    channel.onmessage = (event: MessageEvent<Message>) => this.hear(event.data);
  }

  /** Tells the others that this tab has the song open; `onHeld` follows if one of them edits it. */
  open(song: string): void {
    if (song === this.song) return;
    this.close();
    this.song = song;
    this.since = Date.now();
    this.isHolder = true;
    this.send({ kind: "open", song, tab: this.tab, since: this.since });
  }

  /** Lets go of the song. */
  close(): void {
    if (this.song !== "" && this.isHolder) this.send({ kind: "released", song: this.song, tab: this.tab });
    this.song = "";
  }

  /** Takes the song from the tab that edits it; `onReleased` follows when that tab has kept its text. */
  take(): void {
    this.send({ kind: "take", song: this.song, tab: this.tab });
    this.isHolder = true;
    this.since = 0;
  }

  /** Tells the others that records have changed. */
  changed(): void {
    this.send({ kind: "changed", tab: this.tab });
  }

  private send(message: Message): void {
    this.channel.postMessage(message);
  }

  private hear(message: Message): void {
    if (message.kind === "changed") return this.events.onChanged();
    if (message.song !== this.song) return;
    switch (message.kind) {
      case "open":
        if (this.isHolder && this.isEarlierThan(message)) {
          this.send({ kind: "holding", song: this.song, tab: this.tab, since: this.since });
        }
        break;
      case "holding":
        if (this.isHolder && this.isEarlierThan(message)) break;
        this.isHolder = false;
        this.events.onHeld();
        break;
      case "take":
        if (this.isHolder) void this.giveAway();
        break;
      case "released":
        this.isHolder = true;
        this.events.onReleased();
        break;
    }
  }

  private async giveAway(): Promise<void> {
    const song = this.song;
    this.isHolder = false;
    await this.events.onTaken();
    this.send({ kind: "released", song, tab: this.tab });
  }

  private isEarlierThan(other: { since: number; tab: string }): boolean {
    return this.since < other.since || (this.since === other.since && this.tab < other.tab);
  }
}
