/**
 * A teacher plays something for a line of homework: her own microphone alone. While it runs this page plays
 * nobody else, so that no loudspeaker carries another into it; nothing is kept before the permission was asked.
 */
import { type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { Taker } from "../core/tape/taker";
import {
  type Demonstration,
  DemonstrationError,
  type DemonstrationProblem,
  mayDemonstrate,
  uploadDemonstration,
} from "./demonstrations";

export type Stage = "asking" | "ready" | "refused" | "playing" | "played" | "sending";

/** The part of `AudioThread` that this leans on. */
export interface Listening {
  begin(): Promise<void>;
  close(): void;
}

export interface DemonstrationEnd {
  token: string;
  /** Who plays. */
  participant: string;
  track: ReadonlySignal<MediaStreamTrack | null>;
  /** Others are not heard here while it is true. */
  alone: Signal<boolean>;
  listen: (track: MediaStreamTrack, channels: number, to: MessagePort) => Listening;
}

export class Demonstrating {
  readonly stage = signal<Stage>("asking");
  readonly seconds = signal(0);
  readonly problem = signal<DemonstrationProblem | null>(null);
  /** What was played, as an address of this page alone. */
  readonly url = signal("");
  readonly #end: DemonstrationEnd;
  #taker: Taker | null = null;
  #listening: Listening | null = null;
  #port: MessagePort | null = null;
  #file: Blob | null = null;
  #closed = false;

  constructor(end: DemonstrationEnd) {
    this.#end = end;
  }

  async ask(): Promise<void> {
    await this.#try("asking", async () => {
      const may = await mayDemonstrate(this.#end.token);
      this.stage.value = may ? "ready" : "refused";
    });
  }

  begin(): void {
    const track = this.#end.track.peek();
    if (!track || !["ready", "played"].includes(this.stage.peek())) return;
    this.#forget();
    const channels = Math.min(2, track.getSettings().channelCount ?? 1) || 1;
    const taker = new Taker(channels);
    const { port1, port2 } = new MessageChannel();
    this.#taker = taker;
    this.#port = port2;
    this.seconds.value = 0;
    this.stage.value = "playing";
    this.#end.alone.value = true;
    port2.onmessage = ({ data }: MessageEvent<Float32Array[]>) => {
      taker.put(data);
      this.seconds.value = Math.floor(taker.seconds);
      if (taker.full) this.end();
    };
    this.#listening = this.#end.listen(track, channels, port1);
    void this.#listening.begin().catch(() => this.#giveUp());
  }

  end(): void {
    const taker = this.#taker;
    this.#quieten();
    if (this.stage.peek() !== "playing" || !taker) return;
    if (taker.seconds === 0) {
      this.#giveUp();
      return;
    }
    this.#file = taker.file();
    this.url.value = URL.createObjectURL(this.#file);
    this.stage.value = "played";
  }

  /** Null where it could not be sent: it stays here for another try. */
  async send(text: string): Promise<Demonstration | null> {
    const { token, participant } = this.#end;
    const file = this.#file;
    if (!file) return null;
    this.stage.value = "sending";
    return this.#try("played", async () => {
      const stored = await uploadDemonstration(token, file);
      return { ...stored, participant, text };
    });
  }

  close(): void {
    this.#closed = true;
    this.#quieten();
    this.#forget();
  }

  async #try<T>(otherwise: Stage, what: () => Promise<T>): Promise<T | null> {
    this.problem.value = null;
    try {
      return await what();
    } catch (cause) {
      if (this.#closed) return null;
      const problem = cause instanceof DemonstrationError ? cause.problem : "failed";
      this.stage.value = problem === "refused" ? "refused" : otherwise;
      this.problem.value = problem;
      return null;
    }
  }

  #giveUp(): void {
    this.#quieten();
    this.problem.value = "failed";
    this.stage.value = "ready";
  }

  /** The microphone is let go of, and the others are heard again. */
  #quieten(): void {
    this.#listening?.close();
    this.#listening = null;
    this.#port?.close();
    this.#port = null;
    this.#taker = null;
    this.#end.alone.value = false;
  }

  #forget(): void {
    if (this.url.peek()) URL.revokeObjectURL(this.url.peek());
    this.url.value = "";
    this.#file = null;
    this.problem.value = null;
  }
}
