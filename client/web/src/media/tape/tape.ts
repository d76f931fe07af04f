/** One uninterrupted tape of a microphone: audio thread, writing thread, and the stamps between them. */
import { RATE_HZ } from "../../core/tape/pcm";
import workletUrl from "./tape-worklet.ts?worker&url";
import type { FromWriter, ToWriter } from "./words";

/** From the microphone to the worklet, beside what blocks show: what the browser says of it, or nothing. */
function inputLatencyMs(track: MediaStreamTrack): number {
  const { latency } = track.getSettings() as MediaTrackSettings & { latency?: number };
  return 1000 * (latency ?? 0);
}

export interface TapeWords {
  folder: string;
  /** What is kept beside the sound, to send it by. */
  about: Record<string, unknown>;
  /** A frame was captured at that unix time, ms; answered with `note`. */
  onSpot: (frame: number, capturedMs: number) => void;
  onTrouble: () => void;
}

export class Tape {
  readonly #words: TapeWords;
  readonly #channels: number;
  readonly #worker: Worker;
  #track: MediaStreamTrack;
  #context: AudioContext | null = null;
  #node: AudioWorkletNode | null = null;
  #source: MediaStreamAudioSourceNode | null = null;
  #closed = false;

  constructor(track: MediaStreamTrack, words: TapeWords) {
    this.#track = track;
    this.#words = words;
    this.#channels = Math.min(2, track.getSettings().channelCount ?? 1) || 1;
    this.#worker = new Worker(new URL("./tape-writer.ts", import.meta.url), { type: "module" });
    this.#worker.onmessage = ({ data }: MessageEvent<FromWriter>) => this.#hear(data);
    this.#worker.onerror = () => words.onTrouble();
    void this.#begin().catch(() => {
      if (!this.#closed) words.onTrouble();
    });
  }

  /** Another microphone goes on with the same tape. */
  use(track: MediaStreamTrack): void {
    if (track === this.#track) return;
    this.#track = track;
    this.#connect();
  }

  /** A line of the log beside the sound. */
  note(line: string): void {
    this.#say({ type: "note", line });
  }

  /** Nothing is written from here on. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#say({ type: "stop" });
    this.#node?.port.postMessage(null);
    this.#node?.disconnect();
    this.#source?.disconnect();
    void this.#context?.close().catch(() => {});
  }

  async #begin(): Promise<void> {
    // At our own rate: the browser resamples a card of another one, where it can at all.
    const context = new AudioContext({ sampleRate: RATE_HZ });
    this.#context = context;
    await context.audioWorklet.addModule(workletUrl);
    if (context.state === "suspended") void context.resume();
    if (this.#closed) return void context.close();
    this.#node = new AudioWorkletNode(context, "klangbro-tape", {
      channelCount: this.#channels,
      channelCountMode: "explicit",
      processorOptions: { channels: this.#channels },
    });
    this.#node.connect(context.destination); // silent; without it nobody would ask it for anything
    this.#connect();
    const { port1, port2 } = new MessageChannel();
    const { folder, about } = this.#words;
    const told = JSON.stringify({ ...about, channels: this.#channels });
    this.#worker.postMessage({ type: "begin", folder, about: told, from: port2 } satisfies ToWriter, [port2]);
    this.#node.port.postMessage(port1, [port1]);
  }

  #connect(): void {
    if (!this.#context || !this.#node) return;
    this.#source?.disconnect();
    this.#source = this.#context.createMediaStreamSource(new MediaStream([this.#track]));
    this.#source.connect(this.#node);
  }

  #hear(word: FromWriter): void {
    if (word.type === "closed") this.#worker.terminate();
    else if (this.#closed) return;
    else if (word.type === "trouble") this.#words.onTrouble();
    else this.#words.onSpot(word.frame, word.atMs - inputLatencyMs(this.#track));
  }

  #say(word: ToWriter): void {
    this.#worker.postMessage(word);
  }
}

/** Whether this browser can keep sound at all; a private window of some cannot. */
export async function canTape(): Promise<boolean> {
  if (typeof AudioWorkletNode !== "function" || typeof Worker !== "function") return false;
  try {
    await navigator.storage.getDirectory();
    return true;
  } catch {
    return false;
  }
}
