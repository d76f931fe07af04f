/** The thread that writes a tape: what the microphone gives goes to the disk at once. */
import { Captured } from "../../core/tape/captured";
import { BYTES, RATE_HZ, toPcm } from "../../core/tape/pcm";
import { RenderClock } from "../../core/tape/render-clock";
import { ABOUT, type FromWriter, SHELF, SOUND, TIMES, type ToWriter } from "./words";

/** Of the File System standard; only workers have it. */
interface SyncFile {
  write(data: Uint8Array<ArrayBuffer>, options?: { at: number }): number;
  flush(): void;
  close(): void;
}
type SyncHandle = FileSystemFileHandle & { createSyncAccessHandle(): Promise<SyncFile> };

/** Half a second is the most that a power cut takes. */
const FLUSH_EVERY = 0.5 * RATE_HZ;
const SPOT_EVERY = RATE_HZ;
/** What waited while the files were opened comes all at once, and tells nothing of when it was captured. */
const SETTLES_MS = 300;

const nowMs = () => performance.timeOrigin + performance.now();
const say = (word: FromWriter) => self.postMessage(word);

/** A file that only grows. */
class Growing {
  readonly #file: SyncFile;
  #at = 0;

  constructor(file: SyncFile) {
    this.#file = file;
  }

  put(data: Uint8Array<ArrayBuffer>): void {
    if (this.#file.write(data, { at: this.#at }) < data.length) throw new Error("no room");
    this.#at += data.length;
  }

  flush(): void {
    this.#file.flush();
  }

  close(): void {
    this.#file.flush();
    this.#file.close();
  }
}

class Writer {
  readonly #captured = new Captured<Float32Array[]>();
  #clock = new RenderClock();
  #files: { sound: Growing; times: Growing } | null = null;
  #channels = 1;
  #begun: Promise<void> = Promise.resolve();
  #reader: ReadableStreamDefaultReader<AudioData> | null = null;
  #from: MessagePort | null = null;
  #stopped = false;
  #frames = 0;
  /** When the last of them was taken up; null before any. */
  #endMs: number | null = null;
  #flushed = 0;
  #sinceMs = 0;
  #nextSpot = 0;

  begin(folder: string, about: string, channels: number): Promise<void> {
    this.#channels = channels;
    this.#begun = this.#open(folder, about);
    return this.#begun;
  }

  /** What the browser captures, block by block and each with its time. */
  async microphone(sound: ReadableStream<AudioData>): Promise<void> {
    const reader = this.#hear(sound.getReader());
    await this.#begun;
    this.#afresh();
    for (;;) {
      const { value } = await reader.read();
      if (!value) return;
      if (this.#reader !== reader) value.close();
      else if (value.sampleRate === RATE_HZ) this.#guarded(() => this.#takeCaptured(value));
      else {
        value.close();
        this.#hear(null);
        return say({ type: "unfit" });
      }
    }
  }

  /** What the audio thread gathers of it. */
  async worklet(from: MessagePort): Promise<void> {
    this.#hear(null);
    this.#from = from;
    await this.#begun;
    let endMs = this.#endMs;
    this.#afresh();
    from.onmessage = ({ data }: MessageEvent<Float32Array[]>) =>
      this.#guarded(() => {
        const frames = data[0]?.length ?? 0;
        const beganMs = nowMs() - (1000 * frames) / RATE_HZ;
        // Another device was heard before: what passed since then.
        if (endMs !== null) this.#beSilent(Math.max(0, Math.round(((beganMs - endMs) * RATE_HZ) / 1000)));
        endMs = null;
        this.#clock.arrived(this.#frames + frames, nowMs());
        this.#put(data, this.#clock.atMs(this.#frames));
      });
  }

  note(line: string): void {
    this.#guarded(() => this.#files?.times.put(new TextEncoder().encode(`${line}\n`)));
  }

  stop(): void {
    this.#stopped = true;
    this.#hear(null);
    this.#close();
  }

  async #open(folder: string, about: string): Promise<void> {
    const root = await navigator.storage.getDirectory();
    const shelf = await root.getDirectoryHandle(SHELF, { create: true });
    if (this.#stopped) return;
    const here = await shelf.getDirectoryHandle(folder, { create: true });
    const open = async (name: string) => {
      const handle = (await here.getFileHandle(name, { create: true })) as SyncHandle;
      return new Growing(await handle.createSyncAccessHandle());
    };
    const [word, sound, times] = [await open(ABOUT), await open(SOUND), await open(TIMES)];
    word.put(new TextEncoder().encode(about));
    word.close();
    this.#files = { sound, times };
    // It was stopped while the disk was slow: what was opened is empty, and goes.
    if (this.#stopped) {
      this.#close();
      await shelf.removeEntry(folder, { recursive: true });
    }
  }

  /** One source at a time. */
  #hear<R extends ReadableStreamDefaultReader<AudioData> | null>(reader: R): R {
    void this.#reader?.cancel().catch(() => {});
    this.#from?.close();
    this.#from = null;
    this.#reader = reader;
    return reader;
  }

  /** Another device, another way to here. */
  #afresh(): void {
    this.#clock = new RenderClock();
    this.#sinceMs = nowMs();
  }

  #takeCaptured(data: AudioData): void {
    const { timestamp, numberOfFrames, numberOfChannels } = data;
    const block = Array.from({ length: this.#channels }, (_, index) => {
      const channel = new Float32Array(numberOfFrames);
      data.copyTo(channel, { planeIndex: Math.min(index, numberOfChannels - 1), format: "f32-planar" });
      return channel;
    });
    data.close();
    const capturedS = timestamp / 1e6;
    this.#clock.arrived(capturedS * RATE_HZ + numberOfFrames, nowMs());
    const placed = this.#captured.put(block, numberOfFrames, capturedS);
    if (!placed) return;
    this.#beSilent(placed.missing);
    this.#put(placed.block, this.#clock.atMs(placed.capturedS * RATE_HZ));
  }

  /** In its place, so that what follows stays in its own. */
  #beSilent(frames: number): void {
    for (let left = frames; left > 0; left -= RATE_HZ)
      this.#files?.sound.put(new Uint8Array(Math.min(left, RATE_HZ) * this.#channels * BYTES));
    this.#frames += frames;
  }

  #put(block: Float32Array[], atMs: number | null): void {
    if (this.#stopped || !this.#files) return;
    const end = this.#frames + (block[0]?.length ?? 0);
    this.#files.sound.put(toPcm(block));
    if (end >= this.#nextSpot && nowMs() - this.#sinceMs >= SETTLES_MS && atMs !== null) {
      say({ type: "spot", frame: this.#frames, atMs });
      this.#nextSpot = end + SPOT_EVERY;
    }
    this.#endMs = atMs === null ? null : atMs + (1000 * (end - this.#frames)) / RATE_HZ;
    this.#frames = end;
    if (end - this.#flushed < FLUSH_EVERY) return;
    this.#flushed = end;
    this.#files.sound.flush();
    this.#files.times.flush();
  }

  #close(): void {
    const files = this.#files;
    this.#files = null;
    files?.sound.close();
    files?.times.close();
  }

  #guarded(what: () => void): void {
    try {
      what();
    } catch {
      say({ type: "trouble" });
      this.stop();
    }
  }
}

const writer = new Writer();

const trouble = () => say({ type: "trouble" });

self.onmessage = ({ data }: MessageEvent<ToWriter>) => {
  if (data.type === "begin") void writer.begin(data.folder, data.about, data.channels).catch(trouble);
  // That it could not begin has been said.
  else if (data.type === "microphone") void writer.microphone(data.sound).catch(() => {});
  else if (data.type === "worklet") void writer.worklet(data.from).catch(() => {});
  else if (data.type === "note") writer.note(data.line);
  else {
    writer.stop();
    say({ type: "closed" });
  }
};
