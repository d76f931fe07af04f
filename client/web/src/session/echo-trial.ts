/** Tries the way of the sound with the server's echo: how it goes there, and how long there and back. */
import { BEAT_S, type Beat, parseBeat } from "../core/beat";
import { MemoryStore } from "../core/memory";
import { Peer } from "../core/peer";
import type { Reached } from "../core/reach";
import { RoomClient } from "../core/room-client";
import type { ClientMessage, ConnectionOpen, ServerMessage } from "../protocol";
import { nowS, openSocket, timers, wallS } from "./browser";
import { relayWay } from "./relay-way";

export type Trial = Pick<Reached, "socket" | "media" | "relayBy" | "lossPct"> & { tripsMs: number[] };

/** How long to wait for the first sign of the echo, and how long to listen to it then, s. */
const FIRST_S = 12;
const LISTEN_S = 4;

export class EchoTrial {
  readonly #room: RoomClient;
  #peer: Peer | null = null;
  #connection = "";
  #welcomed = false;
  #count = 0;
  #theirs: { beat: Beat; arrivedS: number } | null = null;
  #firstBeat = 0;
  #beats = 0;
  readonly #tripsMs: number[] = [];
  #heard: () => void = () => {};

  constructor(token: string) {
    this.#room = new RoomClient({
      token,
      media: { audio: true, video: false },
      connect: openSocket,
      timers,
      memory: new MemoryStore(null),
      onMessage: (message) => this.#take(message),
      onStatus: () => {},
    });
  }

  async run(): Promise<Trial> {
    const beating = setInterval(() => this.#sendBeat(), BEAT_S * 1000);
    this.#room.start();
    try {
      await this.#firstSign();
      if (this.#beats > 0) await new Promise((done) => setTimeout(done, LISTEN_S * 1000));
      return await this.#result();
    } finally {
      clearInterval(beating);
      this.#peer?.close();
      this.#room.leave();
    }
  }

  #firstSign(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, FIRST_S * 1000);
      this.#heard = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #take(message: ServerMessage): void {
    switch (message.type) {
      case "welcome":
        this.#welcomed = true;
        break;
      case "roster":
        for (const { id, admission } of message.participants)
          if (admission === "waiting") this.#say({ type: "admit", participant: id });
        break;
      case "connection_open":
        this.#open(message);
        break;
      case "description":
        this.#peer?.describe(message.kind, message.sdp);
        break;
      case "candidate":
        this.#peer?.addCandidate(message.candidate, message.mid);
        break;
    }
  }

  #open({ connection, polite, ice_servers, relay_only }: ConnectionOpen): void {
    if (this.#peer) return;
    this.#connection = connection;
    this.#peer = new Peer({
      polite,
      iceServers: ice_servers,
      relayOnly: relay_only,
      second: false,
      tracks: { audio: null, video: null, second: null },
      createConnection: (configuration) => new RTCPeerConnection(configuration),
      onDescription: (kind, sdp) => this.#say({ type: "description", connection, kind, sdp }),
      onCandidate: (candidate, mid) => this.#say({ type: "candidate", connection, candidate, mid }),
      onTrack: () => {},
      onBeat: (text) => this.#receiveBeat(text),
      onFailed: () => this.#heard(),
    });
  }

  #say(message: ClientMessage): void {
    this.#room.send(message);
  }

  #sendBeat(): void {
    const theirs = this.#theirs;
    this.#count += 1;
    const beat: Beat = {
      v: 1,
      n: this.#count,
      now: nowS(),
      echo: theirs && { t0: theirs.beat.now, t1: theirs.arrivedS, n: theirs.beat.n },
      audio: null,
      wall: wallS(),
      picture: null,
      track: null,
      report: null,
    };
    this.#peer?.sendBeat(JSON.stringify(beat));
  }

  #receiveBeat(text: string): void {
    const arrivedS = nowS();
    const beat = parseBeat(text);
    if (!beat) return;
    if (this.#beats === 0) {
      this.#firstBeat = beat.n;
      this.#say({ type: "connection_state", connection: this.#connection, state: "up" });
      this.#heard();
    }
    this.#beats += 1;
    this.#theirs = { beat, arrivedS };
    if (beat.echo) this.#tripsMs.push(1000 * (arrivedS - beat.echo.t0 - (beat.now - beat.echo.t1)));
  }

  async #result(): Promise<Trial> {
    const sent = (this.#theirs?.beat.n ?? 0) - this.#firstBeat + 1;
    const lossPct = this.#beats > 0 ? Math.max(0, 100 * (1 - this.#beats / sent)) : 0;
    const relayBy = await relayWay(this.#peer?.connection);
    return {
      socket: this.#welcomed,
      media: this.#beats === 0 ? "none" : relayBy ? "relay" : "direct",
      relayBy,
      lossPct,
      tripsMs: this.#tripsMs.filter((ms) => ms >= 0),
    };
  }
}
