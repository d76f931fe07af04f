/** Notes as MIDI counts them: 69 is the A that orchestras tune to. */
export interface Reading {
  midi: number;
  /** How much too high (or, below zero, too low), -50 to 50. */
  cents: number;
}

export const LOWEST_A_HZ = 430;
export const HIGHEST_A_HZ = 450;

export function hzOf(midi: number, aHz: number): number {
  return aHz * 2 ** ((midi - 69) / 12);
}

/** The nearest note, and how far it is from it. */
export function readingOf(hz: number, aHz: number): Reading {
  const exact = 69 + 12 * Math.log2(hz / aHz);
  const midi = Math.round(exact);
  return { midi, cents: 100 * (exact - midi) };
}

/** 4 for the octave of A 440. */
export function octaveOf(midi: number): number {
  return Math.floor(midi / 12) - 1;
}

/** 0 for C, 11 for the note below the next C. */
export function stepOf(midi: number): number {
  return ((midi % 12) + 12) % 12;
}

/** Within these a listener calls it in tune; the tuner says so in words as well as by place. */
export type Tuning = "low" | "in" | "high";
export const IN_TUNE_CENTS = 5;

export function tuningOf(cents: number): Tuning {
  if (cents < -IN_TUNE_CENTS) return "low";
  return cents > IN_TUNE_CENTS ? "high" : "in";
}

/** Calms what a tuner shows: the median of the last readings of one note, gone soon after the note. */
export class SteadyReading {
  #recent: { midi: number; cents: number; hz: number }[] = [];
  #missed = 0;

  constructor(private readonly keep = 5) {}

  feed(hz: number | null, aHz: number): (Reading & { hz: number }) | null {
    if (hz === null) {
      this.#missed += 1;
      if (this.#missed > this.keep) this.#recent = [];
      return this.#middle();
    }
    this.#missed = 0;
    const reading = { ...readingOf(hz, aHz), hz };
    const last = this.#recent.at(-1);
    // A semitone apart is another note: it is shown at once, not slid to.
    if (last && Math.abs(Math.log2(hz / last.hz)) > 0.6 / 12) this.#recent = [];
    this.#recent = [...this.#recent, reading].slice(-this.keep);
    return this.#middle();
  }

  #middle(): (Reading & { hz: number }) | null {
    const sorted = [...this.#recent].sort((a, b) => a.hz - b.hz);
    return sorted[Math.floor(sorted.length / 2)] ?? null;
  }
}
