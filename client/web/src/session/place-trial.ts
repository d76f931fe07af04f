/** Measures the way to the server for a place: packets both ways at the profiles' rates; the server judges. */
import { Peer } from "../core/peer";
import type { IceServer } from "../protocol";
import { readReach } from "./api";
import type { AskPlace } from "./keeping-place";
import { tryUdp, webTripsMs } from "./network-trial";
import type { Run, Times } from "./probing/probe-end";
import { openProber, type Prober } from "./probing/prober";
import { type RelayWay, relayWay } from "./relay-way";

export const PROFILES = ["duet", "balanced", "listen"] as const;
export type Profile = (typeof PROFILES)[number];

export interface Way {
  variation_ms: number | null;
  lost_pct: number;
  reordered_pct: number;
}

export interface Found {
  profile: Profile;
  word: "together" | "follow" | "turns" | null;
  worth_ms: number | null;
  rtt_ms: number | null;
  rtt_p95_ms: number | null;
  /** Which end was too busy to tell the path from itself; that is not kept. */
  busy: "page" | "server" | null;
  out: Way;
  back: Way;
}

export type Ended =
  | { name: "kept"; found: Found[]; relay: RelayWay | null }
  /** Kept as an hour without sound, unless it is not this network that is to blame, or nobody can tell. */
  | { name: "blocked"; webMs: number | null; kept: boolean }
  | { name: "hidden" }
  | { name: "stopped" };

/** How long candidates are gathered, how long the far end may take to answer a knock, s. */
const GATHER_S = 4;
const ANSWER_S = 20;

export class PlaceTrial {
  readonly #ask: AskPlace;
  readonly #stopped: AbortSignal;
  readonly #onProgress: (profile: Profile | null, share: number) => void;
  #peer: Peer | null = null;
  #prober: Prober | null = null;
  #answered: () => void = () => {};
  #onShare: (share: number) => void = () => {};

  constructor(
    ask: AskPlace,
    stopped: AbortSignal,
    onProgress: (profile: Profile | null, share: number) => void,
  ) {
    this.#ask = ask;
    this.#stopped = stopped;
    this.#onProgress = onProgress;
  }

  /** Raises StaffError where the server refuses or is gone. */
  async run(): Promise<Ended> {
    const watch = new AbortController();
    let hidden = document.visibilityState === "hidden";
    const look = () => {
      hidden ||= document.visibilityState === "hidden";
    };
    document.addEventListener("visibilitychange", look, { signal: watch.signal });
    const begun = await this.#ask<{ measurement: string; ice_servers: IceServer[] }>("POST", "/measurements");
    const own = `/measurements/${begun.measurement}`;
    let kept = false;
    try {
      this.#onProgress(null, 0);
      if (!(await this.#connect(own, begun.ice_servers))) {
        const ended = await this.#blocked(own);
        kept = ended.name === "blocked" && ended.kept;
        return ended;
      }
      const found: Found[] = [];
      for (const [index, profile] of PROFILES.entries()) {
        if (this.#stopped.aborted || hidden) break;
        found.push(await this.#measure(own, profile, index));
      }
      if (this.#stopped.aborted) return { name: "stopped" };
      if (hidden) return { name: "hidden" };
      const relay = await relayWay(this.#peer?.connection);
      await this.#ask("POST", `${own}/kept`);
      kept = true;
      return { name: "kept", found, relay };
    } finally {
      watch.abort();
      this.#prober?.close();
      this.#peer?.close();
      // Where even that does not get through, the server forgets it by itself in minutes.
      if (!kept) await this.#ask("DELETE", own).catch(() => {});
    }
  }

  async #blocked(own: string): Promise<Ended> {
    if (this.#stopped.aborted) return { name: "stopped" };
    const kept = await isBlocked();
    if (this.#stopped.aborted) return { name: "stopped" };
    if (kept) await this.#ask("POST", `${own}/blocked`);
    const trips = (await webTripsMs()).sort((one, other) => one - other);
    return { name: "blocked", webMs: trips[Math.floor(trips.length / 2)] ?? null, kept };
  }

  async #connect(own: string, iceServers: IceServer[]): Promise<boolean> {
    const answered = new Promise<void>((resolve) => {
      this.#answered = resolve;
    });
    const { sdp, candidates } = await this.#offer(iceServers);
    const said = await this.#ask<{ sdp: string }>("POST", `${own}/answer`, { sdp, candidates });
    this.#peer?.describe("answer", said.sdp);
    return Promise.race([answered.then(() => true), this.#after(ANSWER_S).then(() => false)]);
  }

  /** A description with all its candidates: between page and server nothing is trickled. */
  #offer(iceServers: IceServer[]): Promise<{ sdp: string; candidates: string[] }> {
    return new Promise((resolve) => {
      const candidates: string[] = [];
      let sdp = "";
      const done = () => resolve({ sdp, candidates });
      this.#peer = new Peer({
        polite: false,
        iceServers,
        relayOnly: false,
        second: false,
        tracks: { audio: null, video: null, second: null },
        createConnection: (configuration) => new RTCPeerConnection(configuration),
        onDescription: (_kind, text) => {
          sdp = text;
          void this.#after(GATHER_S).then(done);
        },
        onCandidate: (candidate) => {
          if (candidate) candidates.push(candidate);
          else if (sdp) done();
        },
        onTrack: () => {},
        onBeat: () => {},
        takeBeats: (channel) => {
          this.#prober = openProber(channel, {
            onAnswered: () => this.#answered(),
            onShare: (share) => this.#onShare(share),
          });
        },
        onFailed: () => {},
      });
    });
  }

  async #measure(own: string, profile: Profile, index: number): Promise<Found> {
    this.#onShare = (share) => this.#onProgress(profile, (index + share) / PROFILES.length);
    this.#onShare(0);
    const run = await this.#ask<Run>("POST", `${own}/runs`, { profile });
    const { sentMs, came } = (await this.#times(run)) ?? { sentMs: [], came: [] };
    return this.#ask<Found>("POST", `${own}/runs/${run.run}`, { sent_ms: sentMs, came });
  }

  /** Null: stopped. */
  #times(run: Run): Promise<Times | null> {
    const stopped = new Promise<null>((resolve) => {
      this.#stopped.addEventListener("abort", () => resolve(null), { once: true });
    });
    return Promise.race([this.#prober?.measure(run) ?? null, stopped]);
  }

  /** So long, or until somebody stops it. */
  #after(seconds: number): Promise<void> {
    return new Promise((resolve) => {
      if (this.#stopped.aborted) return resolve();
      const timer = setTimeout(resolve, seconds * 1000);
      this.#stopped.addEventListener(
        "abort",
        () => {
          clearTimeout(timer);
          resolve();
        },
        { once: true },
      );
    });
  }
}

async function isBlocked(): Promise<boolean> {
  const { stun, relays } = await readReach();
  return blamesNetwork((await tryUdp(stun)).udp, relays.length);
}

/**
 * Whether it is this network that lets no sound out: page and server did not meet, and UDP reaches nobody else
 * either. Where UDP gets out, the server stands behind a wall of its own; with neither STUN nor a relay to ask
 * (`udp` null), nobody can tell.
 */
export function blamesNetwork(udp: boolean | null, relays: number): boolean {
  return udp === false || (udp === null && relays > 0);
}
