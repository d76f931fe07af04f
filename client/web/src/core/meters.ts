/** How a level meter moves: up at once, down slowly, and a clip that stays long enough to be seen. */
export const FLOOR_DBFS = -60;
const FALL_DB_PER_S = 26;
const CLIP_HOLD_S = 1.5;
/** Just under full scale: converters seldom reach 1.0 exactly when they clip. */
export const CLIP_AMPLITUDE = 0.989;

export function toDbfs(amplitude: number): number {
  return amplitude > 0 ? Math.max(-120, 20 * Math.log10(amplitude)) : -120;
}

export function peakOf(samples: Float32Array): number {
  let peak = 0;
  for (let i = 0; i < samples.length; i += 1) {
    const value = Math.abs(samples[i] ?? 0);
    if (value > peak) peak = value;
  }
  return peak;
}

export class MeterBallistics {
  #levelDbfs = -120;
  #clippedS = Number.NEGATIVE_INFINITY;
  #lastS: number | null = null;

  feed(amplitude: number, nowS: number): void {
    const fallen = this.#levelDbfs - (nowS - (this.#lastS ?? nowS)) * FALL_DB_PER_S;
    this.#levelDbfs = Math.max(toDbfs(amplitude), fallen, -120);
    this.#lastS = nowS;
    if (amplitude >= CLIP_AMPLITUDE) this.#clippedS = nowS;
  }

  get levelDbfs(): number {
    return this.#levelDbfs;
  }

  /** 0 at the floor, 1 at full scale. */
  get fraction(): number {
    return Math.min(1, Math.max(0, 1 - this.#levelDbfs / FLOOR_DBFS));
  }

  clipped(nowS: number): boolean {
    return nowS - this.#clippedS < CLIP_HOLD_S;
  }
}
