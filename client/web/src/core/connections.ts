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
}

export class Connections {
  readonly #options: ConnectionsOptions;
  readonly #links = new Map<string, Link>();
  #tracks: LocalTracks = { audio: null, video: null, second: null };
  #profile: PageProfile | null = null;

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
    const candidates = this.links.filter((link) => link.participant === participant && link.media[kind]);
    return candidates.findLast(({ up }) => up) ?? candidates.at(-1) ?? null;
  }

  setTracks(tracks: LocalTracks): void {
    this.#tracks = tracks;
    for (const link of this.#links.values()) link.peer.setTracks(this.#tracksFor(link.media));
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

  closeAll(): void {
    for (const id of [...this.#links.keys()]) this.#close(id);
  }

  #open(open: ConnectionOpen): void {
    if (this.#links.has(open.connection)) return;
    for (const old of this.links)
      if (old.participant === open.participant && old.told === "failed") this.#retire(old);
    const link = new Link(open, this.#options, (self) => this.#makePeer(self, open));
    this.#links.set(link.id, link);
    if (this.#profile) link.peer.setProfile(this.#profile.bitrateBps, this.#profile.targetMs);
    this.#options.onChange();
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
      tracks: this.#tracksFor(link.media),
      createConnection,
      onDescription: (kind, sdp) => send({ type: "description", connection, kind, sdp }),
      onCandidate: (candidate, mid) => send({ type: "candidate", connection, candidate, mid }),
      onTrack: (track: MediaStreamTrack, kind: Kind) => {
        link[kind] = track;
        onChange();
      },
      onBeat: (text) => link.receiveBeat(text),
      onClock: (text) => link.receiveClock(text),
      onFailed: () => this.#tell(link, "failed"),
    });
  }

  #setMedia(id: string, media: Media): void {
    const link = this.#links.get(id);
    if (!link) return;
    link.media = media;
    link.peer.setTracks(this.#tracksFor(media));
    this.#options.onChange();
  }

  #tracksFor(media: Media): LocalTracks {
    const { audio, video, second } = this.#tracks;
    return {
      audio: media.audio ? audio : null,
      video: media.video ? video : null,
      second: media.video ? second : null,
    };
  }

  #tell(link: Link, state: "up" | "silent" | "failed"): void {
    if (link.told === state || !this.#links.has(link.id)) return;
    link.told = state;
    this.#options.send({ type: "connection_state", connection: link.id, state });
    if (state === "up") this.#closeOrphans(link);
    this.#options.onChange();
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
