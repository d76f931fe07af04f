/** When a battery is low enough to say so: once on the way down, and not again because of a flicker. */

export interface Charge {
  /** 0-1. */
  level: number;
  charging: boolean;
}

const LOW = 0.15;
const ENOUGH = 0.2;

export class BatteryWatch {
  #low = false;

  /** The charge in percent while it is worth a word, else null. */
  look({ level, charging }: Charge): number | null {
    if (charging || level >= ENOUGH) this.#low = false;
    else if (level <= LOW) this.#low = true;
    return this.#low ? Math.round(level * 100) : null;
  }
}
