/** All connections of this page: opened, replaced and closed as the room says, watched by ourselves. */
import type { ClientMessage, ConnectionOpen, Media, ServerMessage } from "../protocol";
import { Link, type LinkEnvironment } from "./link";
import { type Kind, type LocalTracks, Peer } from "./peer";
import type { PageProfile } from "./profiles";

export interface ConnectionsOptions extends LinkEnvironment {
  createConnection: (configuration: RTCConfiguration) => RTCPeerConnection;
  send: (message: ClientMessage) => void;
  /** Something that is seen or heard changed: which connection carries whom, or a track came. */
  onChange: () => void;
  /** What a far keyboard says. */
  onKeys?: (link: Link, text: string) => void;
}

/** So long sound goes on where the room has taken it away: somebody else's connection for it comes next. */
const GRACE_S = 1;
const NEXT_S = 6;
/** Until our own companion carries it, or has had its chance. */
const EXPECT_S = 25;
/** The far end hears our old connection until it has changed over. */
const SENDS_ON_S = 0.5;
/** So much has to have come before our companion falls silent; who sends nothing is not waited for long. */
const ARRIVED_PACKETS = 3;
const ARRIVES_S = 2.5;
const NEVER = Number.NEGATIVE_INFINITY;

export class Connections {
  readonly #options: ConnectionsOptions;
  readonly #links = new Map<string, Link>();
  #tracks: LocalTracks = { audio: null, video: null, second: null };
  #profile: PageProfile | null = null;
  #expecting = false;
  /** Our companion still sounds: what comes is not played here yet. */
  #withheld = false;

  constructor(options: ConnectionsOptions) {
    this.#options = options;
  }

  get links(): readonly Link[] {
    return [...this.#links.values()];
  }

  /**
   * The connection that carries this medium from a participant: the newest that is up, or else the
   * newest of all. While one replaces another, only one is heard.
   */
  carrying(participant: string, kind: keyof Media): Link | null {
    if (kind === "audio" && this.#withheld) return null;
    const nowS = this.#options.nowS();
    const carries = (link: Link) => link.media[kind] || (kind === "audio" && link.playsUntilS > nowS);
    const candidates = this.links.filter((link) => link.participant === participant && carries(link));
    return candidates.findLast(({ up }) => up) ?? candidates.at(-1) ?? null;
  }

  /** When the track's begin is heard here in the sound of one of these, on our clock; null: nobody knows. */
  trackStartS(participants: readonly string[], n: number): number | null {
    for (const participant of participants) {
      const startS = this.carrying(participant, "audio")?.trackStartS(n) ?? null;
      if (startS !== null) return startS;
    }
    return null;
  }

  setTracks(tracks: LocalTracks): void {
    this.#tracks = tracks;
    this.#sendTracks();
  }

  // -- sound that goes over to our companion, and back ---------------------------------------------

  /** Our companion is about to take the sound over: until it has, nothing falls silent here. */
  expectHandOver(): void {
    this.#expecting = true;
  }

  /** It has: silent here at once, while what we send goes on until everybody hears the other. */
  handOver(): void {
    this.#expecting = false;
    const nowS = this.#options.nowS();
    for (const link of this.#links.values()) this.#fade(link, nowS);
    this.#options.onChange();
  }

  /** It gives the sound back: we send again, and play what comes once it has fallen silent. */
  prepareReturn(): void {
    this.#withheld = true;
    const untilS = this.#options.nowS() + NEXT_S;
    for (const link of this.#links.values()) if (link.page && !link.media.audio) link.sendsUntilS = untilS;
    this.#sendTracks();
  }

  /**
   * Resolves when sound comes through to this page from everybody who is to send it here, or after so long.
   * `pause` waits between two looks.
   */
  async arrives(pause: () => Promise<void>): Promise<void> {
    const first = new Map<Link, number>();
    const untilS = this.#options.nowS() + ARRIVES_S;
    while (this.#options.nowS() < untilS) {
      const due = this.links.filter(({ media }) => media.audio);
      const counts = await Promise.all(due.map(async (link) => [link, await link.soundPackets()] as const));
      for (const [link, count] of counts) if (!first.has(link)) first.set(link, count);
      if (
        due.length > 0 &&
        counts.every(([link, count]) => count - (first.get(link) ?? 0) >= ARRIVED_PACKETS)
      )
        return;
      await pause();
    }
  }

  /** It is gone, or has done its part: sound is here again at once, before the room says so. */
  takeBack(): void {
    this.#expecting = this.#withheld = false;
    for (const link of this.#links.values()) if (link.page && !link.media.audio) this.#linger(link, NEXT_S);
    this.#sendTracks();
    this.#options.onChange();
  }

  #linger(link: Link, seconds: number): void {
    link.playsUntilS = link.sendsUntilS = this.#options.nowS() + seconds;
  }

  #fade(link: Link, nowS: number): void {
    if (link.sendsUntilS <= nowS) return;
    link.playsUntilS = NEVER;
    link.sendsUntilS = nowS + SENDS_ON_S;
  }

  /** What has lingered long enough falls silent. */
  #expire(): void {
    const nowS = this.#options.nowS();
    for (const link of this.#links.values()) {
      const over = link.sendsUntilS !== NEVER && link.sendsUntilS <= nowS;
      if (!over) continue;
      link.playsUntilS = link.sendsUntilS = NEVER;
      link.peer.setTracks(this.#tracksFor(link));
      this.#options.onChange();
    }
  }

  #sendTracks(): void {
    for (const link of this.#links.values()) link.peer.setTracks(this.#tracksFor(link));
  }

  setProfile(profile: PageProfile): void {
    this.#profile = profile;
    for (const link of this.#links.values()) link.peer.setProfile(profile.bitrateBps, profile.targetMs);
  }

  receive(message: ServerMessage): void {
    switch (message.type) {
      case "connection_open":
        this.#open(message);
        break;
      case "connection_media":
        this.#setMedia(message.connection, message.media);
        break;
      case "connection_close":
        this.#close(message.connection);
        break;
      case "description":
        this.#links.get(message.connection)?.peer.describe(message.kind, message.sdp);
        break;
      case "candidate":
        this.#links.get(message.connection)?.peer.addCandidate(message.candidate, message.mid);
        break;
    }
  }

  /** The room has forgotten us: what still sounds goes on until the room opens something new for that person. */
  orphan(): void {
    for (const link of this.#links.values()) link.told = "failed";
  }

  /** Every quarter second: a beat to everyone, and a look at who has gone silent. */
  beat(): void {
    this.#expire();
    for (const link of this.#links.values()) {
      link.sendBeat();
      if (link.silent()) this.#tell(link, "silent");
      else if (link.everHeard && link.told !== "failed") this.#tell(link, "up");
    }
  }

  /** Every tenth of a second: what time it is, to those to whom it is due. */
  sayTime(): void {
    for (const link of this.#links.values()) link.sendClock();
  }

  /** Says what our keyboard does to every far end. */
  sayKeys(text: string): void {
    for (const link of this.#links.values()) link.peer.sendKeys(text);
  }

  closeAll(): void {
    for (const id of [...this.#links.keys()]) this.#close(id);
  }

  #open(open: ConnectionOpen): void {
    if (this.#links.has(open.connection)) return;
    for (const old of this.links)
      if (old.participant === open.participant && old.told === "failed") this.#retire(old);
    const link = new Link(open, this.#options, (self) => this.#makePeer(self, open));
    this.#links.set(link.id, link);
    if (link.media.audio) this.#waitFor(link);
    if (this.#profile) link.peer.setProfile(this.#profile.bitrateBps, this.#profile.targetMs);
    this.#options.onChange();
  }

  /** Somebody's sound comes by another connection now: until that is up, the one before goes on. */
  #waitFor(next: Link): void {
    const nowS = this.#options.nowS();
    for (const link of this.#links.values())
      if (link.participant === next.participant && link.sendsUntilS > nowS)
        this.#linger(link, Math.max(NEXT_S, link.sendsUntilS - nowS));
  }

  /** A failed connection may still be sounding; it goes when its follower does, so only dead ones close here. */
  #retire(link: Link): void {
    const { connectionState } = link.peer.connection;
    if (connectionState === "failed" || connectionState === "closed") this.#close(link.id);
  }

  #makePeer(link: Link, { polite, relay_only: relayOnly, ice_servers: iceServers }: ConnectionOpen): Peer {
    const { createConnection, send, onChange } = this.#options;
    const { id: connection } = link;
    return new Peer({
      polite,
      iceServers,
      relayOnly,
      second: link.page,
      tracks: this.#tracksFor(link),
      createConnection,
      onDescription: (kind, sdp) => send({ type: "description", connection, kind, sdp }),
      onCandidate: (candidate, mid) => send({ type: "candidate", connection, candidate, mid }),
      onTrack: (track: MediaStreamTrack, kind: Kind) => {
        link[kind] = track;
        onChange();
      },
      onBeat: (text) => link.receiveBeat(text),
      onClock: (text) => link.receiveClock(text),
      onKeys: (text) => this.#options.onKeys?.(link, text),
      onFailed: () => this.#tell(link, "failed"),
    });
  }

  #setMedia(id: string, media: Media): void {
    const link = this.#links.get(id);
    if (!link) return;
    const loses = link.media.audio && !media.audio && link.up;
    link.media = media;
    if (media.audio) link.playsUntilS = link.sendsUntilS = NEVER;
    else if (loses) this.#linger(link, this.#expecting ? EXPECT_S : GRACE_S);
    link.peer.setTracks(this.#tracksFor(link));
    this.#options.onChange();
  }

  #tracksFor({ media, sendsUntilS }: Link): LocalTracks {
    const { audio, video, second } = this.#tracks;
    return {
      audio: media.audio || sendsUntilS > this.#options.nowS() ? audio : null,
      video: media.video ? video : null,
      second: media.video ? second : null,
    };
  }

  #tell(link: Link, state: "up" | "silent" | "failed"): void {
    if (link.told === state || !this.#links.has(link.id)) return;
    link.told = state;
    this.#options.send({ type: "connection_state", connection: link.id, state });
    if (state === "up") {
      this.#closeOrphans(link);
      this.#succeed(link);
    }
    this.#options.onChange();
  }

  /** The connection that has a person's sound now is up: what lingered for it may go. */
  #succeed(next: Link): void {
    if (!next.media.audio) return;
    const nowS = this.#options.nowS();
    for (const link of this.#links.values())
      if (link !== next && link.participant === next.participant && !link.media.audio) this.#fade(link, nowS);
  }

  /** Connections the room no longer knows are ours to close, once their follower sounds. */
  #closeOrphans(follower: Link): void {
    for (const old of this.links) {
      const orphaned = old.told === "failed" && old.participant === follower.participant;
      if (orphaned && old !== follower) this.#close(old.id);
    }
  }

  #close(id: string): void {
    const link = this.#links.get(id);
    if (!link) return;
    this.#links.delete(id);
    link.peer.close();
    this.#options.onChange();
  }
}
