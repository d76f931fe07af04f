/** The backing track at this end: what the room says of it, made ready and played, and what a person does with it. */
import { type Signal, signal } from "@preact/signals";
import { NO_TRACK, type TrackState } from "../core/track";
import type { Devices } from "../media/devices";
import type { TrackPlayer } from "../media/track-player";
import type { ClientMessage, ServerMessage, TrackFile } from "../protocol";
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
  #closed = false;

  constructor(token: string, send: (message: ClientMessage) => void, devices: Devices) {
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
    this.set({ running: true });
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
    this.#set({ ...(this.#asked ?? this.state.peek()), at_s: this.placeS(), ...change });
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

  #set(state: TrackState): void {
    this.#asked = state;
    const { track, running, at_s, tempo_percent, key, loop } = state;
    const rounded = Math.round(at_s * 1000) / 1000;
    this.#send({ type: "set_track", track, running, at_s: rounded, tempo_percent, key, loop });
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
        const { track, running, at_s, tempo_percent, key, loop, n } = message;
        this.#asked = null;
        this.#silence();
        this.state.value = { track, running, at_s, tempo_percent, key, loop, n };
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
    const name = track === null ? null : `${track} ${tempo_percent} ${key}`;
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
    const { TrackPlayer } = await import("../media/track-player");
    // While the player's code came, another word of the room may have come as well.
    if (this.#closed || !this.#sound || this.state.peek() !== state || this.player.peek()) return;
    this.player.value = new TrackPlayer(
      this.#sound.buffer,
      state,
      this.#devices.output.peek(),
      this.volume.peek(),
      () => this.#ended(state),
    );
    this.phase.value = { name: "playing" };
  }

  /** At its end by itself. The other end comes to it by itself as well. */
  #ended(state: TrackState): void {
    if (this.state.peek() !== state) return;
    this.#silence();
    this.state.value = { ...state, running: false, at_s: 0 };
    this.phase.value = { name: "ready" };
  }
}
