/** Measures the way to the server for a place: packets both ways at the profiles' rates; the server judges. */
import { Peer } from "../core/peer";
import { dueBy, KNOCK, probeText, readProbe } from "../core/probes";
import type { IceServer } from "../protocol";
import { webTripsMs } from "./network-trial";
import { type RelayWay, relayWay } from "./relay-way";
import { askHere } from "./staff";

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
  | { name: "blocked"; webMs: number | null }
  | { name: "hidden" }
  | { name: "stopped" };

interface Run {
  run: number;
  interval_us: number;
  size: number;
  count: number;
}

/** How long candidates are gathered, how long the far end may take to answer a knock, s. */
const GATHER_S = 4;
const ANSWER_S = 20;
const KNOCK_S = 0.1;
/** After the last packet was sent, what is still on its way may come. */
const LATE_S = 1;

export class PlaceTrial {
  readonly #path: string;
  readonly #stopped: AbortSignal;
  readonly #onProgress: (profile: Profile | null, share: number) => void;
  #peer: Peer | null = null;
  #answered: () => void = () => {};
  #run = 0;
  #came: [number, number][] = [];
  #beganMs = 0;

  constructor(
    placePath: string,
    stopped: AbortSignal,
    onProgress: (profile: Profile | null, share: number) => void,
  ) {
    this.#path = `${placePath}/measurements`;
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
    const begun = await askHere<{ measurement: string; ice_servers: IceServer[] }>("POST", this.#path);
    const own = `${this.#path}/${begun.measurement}`;
    let kept = false;
    try {
      this.#onProgress(null, 0);
      if (!(await this.#connect(own, begun.ice_servers))) return await this.#blocked();
      const found: Found[] = [];
      for (const [index, profile] of PROFILES.entries()) {
        if (this.#stopped.aborted || hidden) break;
        found.push(await this.#measure(own, profile, index));
      }
      if (this.#stopped.aborted) return { name: "stopped" };
      if (hidden) return { name: "hidden" };
      const relay = await relayWay(this.#peer?.connection);
      await askHere("POST", `${own}/kept`);
      kept = true;
      return { name: "kept", found, relay };
    } finally {
      watch.abort();
      this.#peer?.close();
      // Where even that does not get through, the server forgets it by itself in minutes.
      if (!kept) await askHere("DELETE", own).catch(() => {});
    }
  }

  async #blocked(): Promise<Ended> {
    if (this.#stopped.aborted) return { name: "stopped" };
    const trips = (await webTripsMs()).sort((one, other) => one - other);
    return { name: "blocked", webMs: trips[Math.floor(trips.length / 2)] ?? null };
  }

  async #connect(own: string, iceServers: IceServer[]): Promise<boolean> {
    const answered = new Promise<void>((resolve) => {
      this.#answered = resolve;
    });
    const { sdp, candidates } = await this.#offer(iceServers);
    const said = await askHere<{ sdp: string }>("POST", `${own}/answer`, { sdp, candidates });
    this.#peer?.describe("answer", said.sdp);
    const knocking = setInterval(() => this.#peer?.sendBeat(KNOCK), KNOCK_S * 1000);
    const up = await Promise.race([answered.then(() => true), this.#after(ANSWER_S).then(() => false)]);
    clearInterval(knocking);
    return up;
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
        onBeat: (text) => this.#take(text),
        onFailed: () => {},
      });
    });
  }

  async #measure(own: string, profile: Profile, index: number): Promise<Found> {
    this.#run = 0;
    this.#came = [];
    this.#beganMs = performance.now();
    this.#onProgress(profile, index / PROFILES.length);
    const run = await askHere<Run>("POST", `${own}/runs`, { profile });
    this.#run = run.run;
    const sentMs = await this.#send(run, (share) =>
      this.#onProgress(profile, (index + share) / PROFILES.length),
    );
    await this.#after(LATE_S);
    return askHere<Found>("POST", `${own}/runs/${run.run}`, { sent_ms: sentMs, came: this.#came });
  }

  /** A browser's timers come late: each packet is stamped as it leaves, and what is due goes at once. */
  async #send({ run, interval_us, size, count }: Run, onShare: (share: number) => void): Promise<number[]> {
    const sentMs: number[] = [];
    const beganMs = performance.now();
    while (sentMs.length < count && !this.#stopped.aborted) {
      const due = dueBy(performance.now() - beganMs, interval_us / 1000, count);
      while (sentMs.length < due) {
        const text = probeText({ run, number: sentMs.length }, size);
        sentMs.push(performance.now() - this.#beganMs);
        this.#peer?.sendBeat(text);
        if (sentMs.length % 100 === 0) onShare(sentMs.length / count);
      }
      await new Promise((done) => setTimeout(done, interval_us / 1000));
    }
    return sentMs;
  }

  #take(text: string): void {
    const atMs = performance.now() - this.#beganMs;
    const probe = readProbe(text);
    if (probe?.run === 0) this.#answered();
    // The server may begin a moment before its answer to our asking is here.
    else if (probe && (this.#run === 0 || probe.run === this.#run)) this.#came.push([probe.number, atMs]);
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
