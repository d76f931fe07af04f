/** The backing track at this end: what the room says of it, made ready and played, and what a person does with it. */
import { type Signal, signal } from "@preact/signals";
import type { HeardTrack } from "../core/beat";
import { LessonClock } from "../core/clock/lesson-clock";
import { COUNT_IN, countInS, type Leads, NO_TRACK, START_LEAD_S, type TrackState } from "../core/track";
import type { Devices } from "../media/devices";
import type { TrackPlayer } from "../media/track-player";
import type { ClientMessage, Role, ServerMessage, TrackFile } from "../protocol";
import { nowS, wallS } from "./browser";
import { Sparingly } from "./sparingly";
import { deleteTrack, fetchVariant, TrackError, type TrackProblem, uploadTrack } from "./tracks";

/** How far this end is: the other may be further, or not so far. */
export type TrackPhase =
  | { name: "none" }
  | { name: "making"; done: number }
  | { name: "loading" }
  | { name: "ready" }
  | { name: "playing" }
  | { name: "failed"; problem: TrackProblem };

/** What the track needs to know of time, and of who plays to it. */
export interface TrackTime {
  clock: LessonClock;
  nowS: () => number;
  role: () => Role | null;
  /** The click's tempo, in which a start is counted in. */
  tempo: () => number;
  /** When the begin of start `n` is heard here in their sound, on our clock; null while it is not known. */
  heardFrom: (leads: Leads, n: number) => number | null;
}

const ALONE: TrackTime = {
  clock: new LessonClock(wallS()),
  nowS,
  role: () => null,
  tempo: () => NO_TRACK.count_bpm,
  heardFrom: () => null,
};

/** A hand on a slider: only where it rests is made. */
const REST_MS = 450;

export class LessonTrack {
  readonly tracks = signal<readonly TrackFile[]>([]);
  readonly state = signal<TrackState>(NO_TRACK);
  readonly phase = signal<TrackPhase>({ name: "none" });
  /** Why the last upload did not come about. */
  readonly refused = signal<TrackProblem | null>(null);
  readonly sending = signal(false);
  readonly volume = signal(0.7);
  /** Whether a start is counted in. */
  readonly countIn = signal(false);
  /** Who plays now. Drawers ask it where one is. */
  readonly player: Signal<TrackPlayer | null> = signal(null);
  readonly #token: string;
  readonly #send: (message: ClientMessage) => void;
  readonly #devices: Devices;
  readonly #resting = new Sparingly(REST_MS);
  /** The one sound kept decoded; a longer one is a hundred megabytes. */
  #sound: { name: string; buffer: AudioBuffer } | null = null;
  #work: { name: string; abort: AbortController } | null = null;
  /** What was asked of the room and not answered yet: who presses twice means the second after the first. */
  #asked: TrackState | null = null;
  /** A start was asked for here; its moment is said when the sound is ready. */
  #waits = false;
  #closed = false;
  readonly #time: TrackTime;

  constructor(
    token: string,
    send: (message: ClientMessage) => void,
    devices: Devices,
    time: TrackTime = ALONE,
  ) {
    this.#time = time;
    this.#token = token;
    this.#send = send;
    this.#devices = devices;
  }

  // -- what a person does ------------------------------------------------------------------------

  async add(file: File): Promise<void> {
    this.refused.value = null;
    this.sending.value = true;
    try {
      this.#send({ type: "add_track", track: await uploadTrack(this.#token, file) });
    } catch (cause) {
      this.refused.value = cause instanceof TrackError ? cause.problem : "failed";
    } finally {
      this.sending.value = false;
    }
  }

  remove(track: string): void {
    this.#send({ type: "remove_track", track });
    // The file goes as well; if the network fails here it goes with the lesson.
    void deleteTrack(this.#token, track).catch(() => {});
  }

  choose(track: string): void {
    this.#set({ ...NO_TRACK, track });
  }

  start(): void {
    const count_bpm = Math.min(300, Math.max(20, this.#time.tempo()));
    this.set({ running: true, count_in: this.countIn.peek() ? COUNT_IN : 0, count_bpm });
  }

  /** The same, and one plays to it oneself. */
  startWithMe(): void {
    const state = this.#asked ?? this.state.peek();
    this.#asked = { ...state, leads: this.#time.role() === "teacher" ? "teacher" : "pupil" };
    this.start();
  }

  /** The other one plays to it from now on; it goes on meanwhile, at the same place. */
  swap(): void {
    const state = this.#asked ?? this.state.peek();
    this.#say({ ...state, leads: state.leads === "pupil" ? "teacher" : "pupil" });
  }

  /** Whether the person here plays to it. */
  get leads(): boolean {
    return this.#time.role() === this.state.value.leads;
  }

  /** What is heard of it here, for who hears us play to it. */
  heard(): HeardTrack | null {
    return this.#time.role() === this.state.peek().leads ? (this.player.peek()?.heard() ?? null) : null;
  }

  stop(): void {
    this.set({ running: false });
  }

  /** Where one is, s of the recording. */
  placeS(): number {
    return this.player.peek()?.placeS() ?? (this.#asked ?? this.state.peek()).at_s;
  }

  /** From where one is, unless the change says otherwise. */
  set(change: Partial<TrackState>): void {
    this.#set({ ...(this.#asked ?? this.state.peek()), at_s: this.placeS(), count_in: 0, ...change });
  }

  /** The same once the hand rests: what it passed over is not made. */
  setAtRest(change: Partial<TrackState>): void {
    this.#resting.runLast(() => this.set(change));
  }

  again(): void {
    void this.#prepare();
  }

  setVolume(volume: number): void {
    this.volume.value = volume;
    this.player.peek()?.setVolume(volume);
  }

  /** What is ready here gets its moment at once; else it gets one as soon as it is. */
  #set(state: TrackState): void {
    const ready = this.#sound !== null && this.#sound.name === nameOf(state);
    this.#waits = state.running && !ready;
    const { clock, nowS: now } = this.#time;
    const soonS = clock.toLesson(now()) + START_LEAD_S + countInS(state);
    this.#say({ ...state, lesson_s: state.running && ready ? Math.round(soonS * 1e4) / 1e4 : null });
  }

  #say(state: TrackState): void {
    this.#asked = state;
    const { n: _, ...said } = state;
    this.#send({ type: "set_track", ...said, at_s: Math.round(state.at_s * 1000) / 1000 });
  }

  // -- what the room says ------------------------------------------------------------------------

  receive(message: ServerMessage): void {
    switch (message.type) {
      case "welcome":
        if (!message.resumed) this.#reset();
        break;
      case "next_lesson":
        this.#reset();
        break;
      case "tracks":
        this.tracks.value = message.tracks;
        break;
      case "track": {
        const { type: _type, seq: _seq, ...state } = message;
        this.#asked = null;
        this.#silence();
        this.state.value = { ...NO_TRACK, ...state };
        void this.#prepare();
        break;
      }
    }
  }

  close(): void {
    this.#closed = true;
    this.#reset();
  }

  #reset(): void {
    this.#resting.cancel();
    this.#asked = null;
    this.#waits = false;
    this.#work?.abort.abort();
    this.#work = null;
    this.#silence();
    this.#sound = null;
    this.tracks.value = [];
    this.state.value = NO_TRACK;
    this.phase.value = { name: "none" };
    this.refused.value = null;
  }

  #silence(): void {
    this.player.peek()?.stop();
    this.player.value = null;
  }

  /** Gets the sound that is wanted now, and plays it if it is to play by then. */
  async #prepare(): Promise<void> {
    const { track, tempo_percent, key } = this.state.peek();
    const name = nameOf(this.state.peek());
    if (this.#work && this.#work.name !== name) {
      this.#work.abort.abort();
      this.#work = null;
    }
    if (this.#sound && this.#sound.name !== name) this.#sound = null;
    if (track === null || name === null) this.phase.value = { name: "none" };
    else if (this.#sound) await this.#play();
    else if (!this.#work) await this.#fetch(name, [track, tempo_percent, key]);
  }

  async #fetch(name: string, variant: readonly [string, number, number]): Promise<void> {
    const work = { name, abort: new AbortController() };
    this.#work = work;
    this.phase.value = { name: "making", done: 0 };
    const tell = (done: number) => {
      if (this.#work === work) this.phase.value = done < 1 ? { name: "making", done } : { name: "loading" };
    };
    try {
      const file = await fetchVariant(this.#token, variant, tell, work.abort.signal);
      const { decodeTrack } = await import("../media/track-player");
      const buffer = await decodeTrack(file, this.#devices.output.peek()).catch((cause: unknown) => {
        throw new TrackError("undecodable", { cause });
      });
      if (this.#work !== work) return;
      this.#work = null;
      this.#sound = { name, buffer };
      await this.#play();
    } catch (cause) {
      if (this.#work !== work) return;
      this.#work = null;
      this.phase.value = { name: "failed", problem: cause instanceof TrackError ? cause.problem : "failed" };
    }
  }

  async #play(): Promise<void> {
    const state = this.state.peek();
    this.phase.value = { name: "ready" };
    if (!state.running) return;
    if (state.lesson_s === null) {
      if (this.#waits) this.#set(state);
      return;
    }
    const { TrackPlayer } = await import("../media/track-player");
    // While the player's code came, another word of the room may have come as well.
    if (this.#closed || !this.#sound || this.state.peek() !== state || this.player.peek()) return;
    this.player.value = new TrackPlayer(
      this.#sound.buffer,
      state,
      this.#devices.output.peek(),
      this.volume.peek(),
      { nowS: this.#time.nowS, startsS: () => this.#startsS(state) },
      () => this.#ended(state),
    );
    this.phase.value = { name: "playing" };
  }

  /** When its begin is to be heard here: in lesson time, or where the one who plays to it is heard. */
  #startsS(state: TrackState): number {
    const ownS = this.#time.clock.toLocal(state.lesson_s ?? 0);
    if (this.#time.role() === state.leads) return ownS;
    return this.#time.heardFrom(state.leads, state.n) ?? ownS;
  }

  /** At its end by itself. The other end comes to it by itself as well. */
  #ended(state: TrackState): void {
    if (this.state.peek() !== state) return;
    this.#silence();
    this.state.value = { ...state, running: false, at_s: 0, lesson_s: null };
    this.phase.value = { name: "ready" };
  }
}

function nameOf({ track, tempo_percent, key }: TrackState): string | null {
  return track === null ? null : `${track} ${tempo_percent} ${key}`;
}
