/** One uninterrupted tape of one microphone: what captures it, the thread that writes, the stamps between. */
import { AudioThread } from "./audio-thread";
import type { FromWriter, ToWriter } from "./words";

/** From the microphone to where it is captured, beside what blocks show: what the browser says, or nothing. */
function inputLatencyMs(track: MediaStreamTrack): number {
  const { latency } = track.getSettings() as MediaTrackSettings & { latency?: number };
  return 1000 * (latency ?? 0);
}

/** Of "MediaStreamTrack Insertable Media Processing"; here for sound, which only Chromium has. */
type Processor = new (of: {
  track: MediaStreamTrack;
  maxBufferSize: number;
}) => { readable: ReadableStream<AudioData> };

/** Blocks of 10 ms: a disk may be busy for two seconds. */
const WAITING = 200;
/** How far a stamp may be off for what a device and the way from it take and nobody says, s. */
const UNTOLD_S = { captured: 0.01, worklet: 0.03 };

export interface TapeWords {
  folder: string;
  /** What is kept beside the sound, to send it by. */
  about: Record<string, unknown>;
  /** A frame was captured at that unix time, ms, give or take; answered with `note`. */
  onSpot: (frame: number, capturedMs: number, boundS: number) => void;
  onTrouble: () => void;
}

export class Tape {
  readonly #words: TapeWords;
  readonly #channels: number;
  readonly #worker: Worker;
  readonly #track: MediaStreamTrack;
  /** Where a browser does not hand out what it captures. */
  #thread: AudioThread | null = null;
  #closed = false;

  constructor(track: MediaStreamTrack, words: TapeWords) {
    this.#track = track;
    this.#words = words;
    this.#channels = Math.min(2, track.getSettings().channelCount ?? 1) || 1;
    this.#worker = new Worker(new URL("./tape-writer.ts", import.meta.url), { type: "module" });
    this.#worker.onmessage = ({ data }: MessageEvent<FromWriter>) => this.#hear(data);
    this.#worker.onerror = () => words.onTrouble();
    const about = JSON.stringify({ ...words.about, channels: this.#channels });
    this.#say({ type: "begin", folder: words.folder, about, channels: this.#channels });
    if (!this.#captures()) this.#throughAudioThread();
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
    this.#thread?.close();
  }

  /** Whether the browser hands out what it captures. */
  #captures(): boolean {
    const { MediaStreamTrackProcessor } = window as { MediaStreamTrackProcessor?: Processor };
    if (!MediaStreamTrackProcessor) return false;
    try {
      const sound = new MediaStreamTrackProcessor({ track: this.#track, maxBufferSize: WAITING }).readable;
      this.#worker.postMessage({ type: "microphone", sound } satisfies ToWriter, [sound]);
      return true;
    } catch {
      return false;
    }
  }

  /** From here on: it resamples, and fills what a device leaves out. */
  #throughAudioThread(): void {
    const { port1, port2 } = new MessageChannel();
    this.#worker.postMessage({ type: "worklet", from: port2 } satisfies ToWriter, [port2]);
    this.#thread = new AudioThread(this.#track, this.#channels, port1);
    void this.#thread.begin().catch(() => {
      if (!this.#closed) this.#words.onTrouble();
    });
  }

  #hear(word: FromWriter): void {
    if (word.type === "closed") this.#worker.terminate();
    else if (this.#closed) return;
    else if (word.type === "trouble") this.#words.onTrouble();
    else if (word.type === "unfit") this.#throughAudioThread();
    else {
      const untoldS = this.#thread ? UNTOLD_S.worklet : UNTOLD_S.captured;
      this.#words.onSpot(word.frame, word.atMs - inputLatencyMs(this.#track), untoldS);
    }
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
