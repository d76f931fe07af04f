/** The thread that writes a tape: what comes from the audio thread goes to the disk at once. */
import { toPcm } from "../../core/tape/pcm";
import { RenderClock } from "../../core/tape/render-clock";
import { ABOUT, type FromWriter, SHELF, SOUND, TIMES, type ToWriter } from "./words";

/** Of the File System standard; only workers have it. */
interface SyncFile {
  write(data: Uint8Array<ArrayBuffer>, options?: { at: number }): number;
  flush(): void;
  close(): void;
}
type SyncHandle = FileSystemFileHandle & { createSyncAccessHandle(): Promise<SyncFile> };

/** Ten blocks: half a second is the most that a power cut takes. */
const FLUSH_EVERY = 10;
const SPOT_EVERY = 20;

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
  readonly #clock = new RenderClock();
  #files: { sound: Growing; times: Growing } | null = null;
  #from: MessagePort | null = null;
  #stopped = false;
  #frames = 0;
  #blocks = 0;

  async begin(folder: string, about: string, from: MessagePort): Promise<void> {
    this.#from = from;
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
      return;
    }
    from.onmessage = ({ data }: MessageEvent<Float32Array[]>) => this.#guarded(() => this.#take(data));
  }

  note(line: string): void {
    this.#guarded(() => this.#files?.times.put(new TextEncoder().encode(`${line}\n`)));
  }

  stop(): void {
    this.#stopped = true;
    this.#from?.close();
    this.#close();
  }

  #take(block: Float32Array[]): void {
    if (this.#stopped || !this.#files) return;
    this.#clock.arrived(this.#frames + (block[0]?.length ?? 0), performance.timeOrigin + performance.now());
    this.#files.sound.put(toPcm(block));
    if (this.#blocks % SPOT_EVERY === 5) {
      const atMs = this.#clock.atMs(this.#frames);
      if (atMs !== null) say({ type: "spot", frame: this.#frames, atMs });
    }
    this.#frames += block[0]?.length ?? 0;
    this.#blocks += 1;
    if (this.#blocks % FLUSH_EVERY === 0) {
      this.#files.sound.flush();
      this.#files.times.flush();
    }
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

self.onmessage = ({ data }: MessageEvent<ToWriter>) => {
  if (data.type === "begin")
    void writer.begin(data.folder, data.about, data.from).catch(() => say({ type: "trouble" }));
  else if (data.type === "note") writer.note(data.line);
  else {
    writer.stop();
    say({ type: "closed" });
  }
};
