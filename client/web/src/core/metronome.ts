/** When which click comes. No sound and no clock here: whoever plays says what time it is. */
export interface Beats {
  running: boolean;
  tempo_bpm: number;
  accents: readonly number[];
  subdivision: number;
}

export type ClickKind = "strong" | "plain" | "between" | "silent";

export interface Click {
  atS: number;
  /** Which beat of the bar, from 0. */
  beat: number;
  kind: ClickKind;
}

export const SLOWEST_BPM = 20;
export const FASTEST_BPM = 300;
export const MOST_BEATS = 12;
export const STILL: Beats = { running: false, tempo_bpm: 72, accents: [2, 1, 1, 1], subdivision: 1 };

const KINDS: readonly ClickKind[] = ["silent", "plain", "strong"];

export class MetronomeSchedule {
  #beats: Beats;
  /** The next click: of which beat, which part of it, and when. */
  #beat = 0;
  #part = 0;
  #nextS: number;
  #beatS: number;

  constructor(beats: Beats, startS: number) {
    this.#beats = beats;
    this.#nextS = startS;
    this.#beatS = startS;
  }

  /** Every click before `untilS` that was not given out before; what is past at `nowS` is left out. */
  take(nowS: number, untilS: number): Click[] {
    const clicks: Click[] = [];
    while (this.#nextS < untilS) {
      if (this.#part === 0) this.#beatS = this.#nextS;
      if (this.#nextS >= nowS) clicks.push({ atS: this.#nextS, beat: this.#beat, kind: this.#kind() });
      this.#advance();
    }
    return clicks;
  }

  /** Another tempo or bar from the next click on: the beat goes on, it does not start again. */
  change(beats: Beats): void {
    const sameParts = beats.subdivision === this.#beats.subdivision;
    this.#beats = beats;
    if (!sameParts && this.#part > 0) {
      this.#part = 0;
      this.#beat += 1;
      this.#nextS = this.#beatS + 60 / beats.tempo_bpm;
    }
    this.#beat %= beats.accents.length;
  }

  #kind(): ClickKind {
    return this.#part > 0 ? "between" : (KINDS[this.#beats.accents[this.#beat] ?? 1] ?? "plain");
  }

  #advance(): void {
    const { tempo_bpm: tempo, subdivision, accents } = this.#beats;
    this.#part = (this.#part + 1) % subdivision;
    if (this.#part === 0) this.#beat = (this.#beat + 1) % accents.length;
    this.#nextS += 60 / tempo / subdivision;
  }
}

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
