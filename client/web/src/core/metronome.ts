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

/** The next click: of which beat, which part of it, when, and when its beat began. */
interface Place {
  beat: number;
  part: number;
  nextS: number;
  beatS: number;
}

export class MetronomeSchedule {
  #beats: Beats;
  #place: Place;
  /** Where each click stood that was given out and may not have sounded yet. */
  #given: Place[] = [];

  constructor(beats: Beats, startS: number) {
    this.#beats = beats;
    this.#place = { beat: 0, part: 0, nextS: startS, beatS: startS };
  }

  /** Every click before `untilS` that was not given out before; what is past at `nowS` is left out. */
  take(nowS: number, untilS: number): Click[] {
    const clicks: Click[] = [];
    this.#given = this.#given.filter(({ nextS }) => nextS > nowS);
    while (this.#place.nextS < untilS) {
      const place = this.#place;
      if (place.nextS >= nowS) {
        clicks.push({ atS: place.nextS, beat: place.beat, kind: this.#kind() });
        this.#given.push(place);
      }
      this.#place = this.#after(place);
    }
    return clicks;
  }

  /**
   * Another tempo or bar from the next click after `nowS` on: the beat goes on, it does not start again.
   * What was given out for later counts no more; it comes again, where it belongs now.
   */
  change(beats: Beats, nowS: number): void {
    const next = this.#given.find(({ nextS }) => nextS > nowS) ?? this.#place;
    const { tempo_bpm: tempo, subdivision, accents } = beats;
    this.#place =
      next.part > 0 && subdivision !== this.#beats.subdivision
        ? { beat: next.beat + 1, part: 0, nextS: next.beatS + 60 / tempo, beatS: next.beatS }
        : { ...next };
    this.#place.beat %= accents.length;
    this.#beats = beats;
    this.#given = [];
  }

  #kind(): ClickKind {
    const { beat, part } = this.#place;
    return part > 0 ? "between" : (KINDS[this.#beats.accents[beat] ?? 1] ?? "plain");
  }

  #after({ beat, part, nextS, beatS }: Place): Place {
    const { tempo_bpm: tempo, subdivision, accents } = this.#beats;
    const nextPart = (part + 1) % subdivision;
    return {
      beat: nextPart === 0 ? (beat + 1) % accents.length : beat,
      part: nextPart,
      nextS: nextS + 60 / tempo / subdivision,
      beatS: part === 0 ? nextS : beatS,
    };
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
