/** What somebody plays for the homework, in this page's memory until it is a file: a minute at most. */
import { BYTES, RATE_HZ, toPcm, wavHeader } from "./pcm";

export const LONGEST_S = 60;

export class Taker {
  readonly #parts: Uint8Array<ArrayBuffer>[] = [];
  readonly #channels: number;
  #frames = 0;

  constructor(channels: number) {
    this.#channels = channels;
  }

  get seconds(): number {
    return this.#frames / RATE_HZ;
  }

  get full(): boolean {
    return this.seconds >= LONGEST_S;
  }

  /** One array a channel; what does not fit is left out. */
  put(block: readonly Float32Array[]): void {
    const room = LONGEST_S * RATE_HZ - this.#frames;
    const taken = block.map((channel) => channel.subarray(0, room));
    this.#parts.push(toPcm(taken));
    this.#frames += taken[0]?.length ?? 0;
  }

  file(): Blob {
    const bytes = this.#frames * this.#channels * BYTES;
    return new Blob([wavHeader(bytes, this.#channels), ...this.#parts], { type: "audio/wav" });
  }
}
