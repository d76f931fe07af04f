/** Gathers the microphone in the audio thread and hands it on, past the page's own thread. */
export {};

declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(
  name: string,
  processor: new (options: Options) => AudioWorkletProcessor,
): void;

interface Options {
  processorOptions: { channels: number };
}

/** 50 ms: what a killed tab loses beside what it was writing. */
const BLOCK = 2400;

class Tape extends AudioWorkletProcessor {
  readonly #channels: number;
  #to: MessagePort | null = null;
  #block: Float32Array[];
  #filled = 0;

  constructor({ processorOptions: { channels } }: Options) {
    super();
    this.#channels = channels;
    this.#block = this.#empty();
    this.port.onmessage = ({ data }: MessageEvent<MessagePort | null>) => {
      this.#to = data;
    };
  }

  process(inputs: Float32Array[][]): boolean {
    const to = this.#to;
    if (!to) return true;
    const input = inputs[0] ?? [];
    const frames = input[0]?.length ?? 128;
    for (let done = 0; done < frames; ) {
      const count = Math.min(frames - done, BLOCK - this.#filled);
      this.#block.forEach((channel, index) => {
        const from = input[index] ?? input[0];
        // Without a source (it has not begun) it is silence, so that frames stay counted.
        if (from) channel.set(from.subarray(done, done + count), this.#filled);
      });
      this.#filled += count;
      done += count;
      if (this.#filled < BLOCK) continue;
      to.postMessage(
        this.#block,
        this.#block.map(({ buffer }) => buffer),
      );
      this.#block = this.#empty();
      this.#filled = 0;
    }
    return true;
  }

  #empty(): Float32Array<ArrayBuffer>[] {
    return Array.from({ length: this.#channels }, () => new Float32Array(BLOCK));
  }
}

registerProcessor("klangbro-tape", Tape);
