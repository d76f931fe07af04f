/** Runs beside the page's sound: hands on what comes in, with the number of its first sample. */

declare const currentFrame: number;
declare const registerProcessor: (name: string, made: new () => object) => void;
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}

const BLOCK = 128;
const GATHERED = 32;

class Tape extends AudioWorkletProcessor {
  #left = new Float32Array(GATHERED * BLOCK);
  #right = new Float32Array(GATHERED * BLOCK);
  #filled = 0;
  #first = 0;

  process([input]: Float32Array[][]): boolean {
    if (this.#filled === 0) this.#first = currentFrame;
    const left = input?.[0];
    const right = input?.[1] ?? left;
    // Before a microphone has begun there is no channel at all: that is silence.
    if (left) this.#left.set(left, this.#filled);
    if (right) this.#right.set(right, this.#filled);
    this.#filled += left?.length ?? BLOCK;
    if (this.#filled + BLOCK > this.#left.length) this.#give();
    return true;
  }

  #give(): void {
    const channels = [this.#left, this.#right].map((samples) => samples.slice(0, this.#filled));
    this.port.postMessage(
      { first: this.#first, channels },
      channels.map(({ buffer }) => buffer),
    );
    this.#left.fill(0);
    this.#right.fill(0);
    this.#filled = 0;
  }
}

registerProcessor("klangbro-tape", Tape);

export {};
