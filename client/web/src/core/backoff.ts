/** Full-jitter backoff: a whole school that lost its server comes back spread out, not as one wave. */
export interface BackoffOptions {
  baseS?: number;
  capS?: number;
  random?: () => number;
}

export class Backoff {
  readonly #baseS: number;
  readonly #capS: number;
  readonly #random: () => number;
  #attempt = 0;

  constructor({ baseS = 0.5, capS = 4, random = Math.random }: BackoffOptions = {}) {
    this.#baseS = baseS;
    this.#capS = capS;
    this.#random = random;
  }

  /** Seconds to wait before the next attempt: anywhere between zero and a doubling, capped limit. */
  next(): number {
    const limitS = Math.min(this.#capS, this.#baseS * 2 ** this.#attempt);
    this.#attempt = Math.min(this.#attempt + 1, 30);
    return this.#random() * limitS;
  }

  reset(): void {
    this.#attempt = 0;
  }
}
