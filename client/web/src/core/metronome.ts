/** What a metronome plays, as the room has it. */
export interface Beats {
  running: boolean;
  tempo_bpm: number;
  accents: readonly number[];
  subdivision: number;
  /** Lesson time from which it holds, when beat `anchor_beat` sounds; null: from when one hears of it. */
  anchor_s: number | null;
  /** Those below 0 count in. */
  anchor_beat: number;
  ramp_to_bpm: number | null;
  ramp_beats: number;
  hearing: Hearing;
}

/** At the same lesson time; at the teacher's as much later as the pupil is heard; or each end for itself. */
export type Hearing = "together" | "follow" | "local";
export type ClickKind = "strong" | "plain" | "between" | "silent" | "count";

export interface Click {
  atS: number;
  /** Which beat of the bar, from 0. */
  beat: number;
  kind: ClickKind;
}

export const SLOWEST_BPM = 20;
export const FASTEST_BPM = 300;
export const MOST_BEATS = 12;
export const STILL: Beats = {
  running: false,
  tempo_bpm: 72,
  accents: [2, 1, 1, 1],
  subdivision: 1,
  anchor_s: null,
  anchor_beat: 0,
  ramp_to_bpm: null,
  ramp_beats: 0,
  hearing: "together",
};

/** A bar of so many beats: the accents there are, then plain ones. */
export function withBeats(accents: readonly number[], count: number): number[] {
  return Array.from({ length: count }, (_, index) => accents[index] ?? (index === 0 ? 2 : 1));
}

export function clampTempo(bpm: number): number {
  if (!Number.isFinite(bpm)) return STILL.tempo_bpm;
  return Math.min(FASTEST_BPM, Math.max(SLOWEST_BPM, Math.round(bpm)));
}

const TAPS_KEPT = 6;
const FORGET_S = 2.5;

/** The tempo somebody taps: the median distance of the last taps; a pause starts anew. */
export class TapTempo {
  #taps: number[] = [];

  tap(nowS: number): number | null {
    const last = this.#taps.at(-1);
    if (last !== undefined && nowS - last > FORGET_S) this.#taps = [];
    this.#taps = [...this.#taps, nowS].slice(-TAPS_KEPT);
    const gaps = this.#taps.slice(1).map((tap, index) => tap - (this.#taps[index] ?? tap));
    if (gaps.length < 2) return null;
    gaps.sort((a, b) => a - b);
    const middle = gaps.length / 2;
    const gap = ((gaps[Math.floor(middle)] ?? 0) + (gaps[Math.ceil(middle) - 1] ?? 0)) / 2 || 1;
    return clampTempo(60 / gap);
  }
}
