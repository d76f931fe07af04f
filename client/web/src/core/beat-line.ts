/**
 * Which beat is when, in lesson time: from an anchor on, which the message carries, so that both ends and one who
 * comes late reckon the same. No sound and no clock here. dsp/beat_line.py keeps the same law.
 */
import type { Beats, Click, ClickKind } from "./metronome";

/** From `atS` on, when beat `beat` sounds; over `overBeats` from there the tempo goes to `toBpm`. */
export interface Line {
  atS: number;
  beat: number;
  bpm: number;
  toBpm: number;
  overBeats: number;
}

/** A click that would come less than this before the next tempo is that tempo's own first one. */
const GRAIN_S = 1e-4;
const KINDS: readonly ClickKind[] = ["silent", "plain", "strong"];

export function lineOf(beats: Beats, atS: number, beat: number): Line {
  const { tempo_bpm: bpm, ramp_to_bpm: toBpm, ramp_beats: overBeats } = beats;
  const goes = toBpm !== null && overBeats > 0 && toBpm !== bpm;
  return { atS, beat, bpm, toBpm: goes ? toBpm : bpm, overBeats: goes ? overBeats : 0 };
}

/** When a beat sounds; parts of beats too. The tempo changes by as much with every beat. */
export function timeOf({ atS, beat, bpm, toBpm, overBeats }: Line, wanted: number): number {
  const ahead = wanted - beat;
  if (overBeats === 0 || ahead <= 0) return atS + (60 * ahead) / bpm;
  const steps = Math.min(ahead, overBeats);
  const perBeat = (toBpm - bpm) / overBeats;
  return atS + (60 / perBeat) * Math.log1p((perBeat * steps) / bpm) + (60 * (ahead - steps)) / toBpm;
}

/** Which beat, and how much of it, has come at a time. */
export function beatAt({ atS, beat, bpm, toBpm, overBeats }: Line, s: number): number {
  const ahead = s - atS;
  if (overBeats === 0 || ahead <= 0) return beat + (ahead * bpm) / 60;
  const perBeat = (toBpm - bpm) / overBeats;
  const rampS = (60 / perBeat) * Math.log1p((perBeat * overBeats) / bpm);
  return ahead < rampS
    ? beat + (bpm / perBeat) * Math.expm1((perBeat * ahead) / 60)
    : beat + overBeats + ((ahead - rampS) * toBpm) / 60;
}

/** How fast it goes at a beat. */
export function tempoAt({ beat, bpm, toBpm, overBeats }: Line, wanted: number): number {
  if (overBeats === 0) return bpm;
  return bpm + (toBpm - bpm) * Math.min(1, Math.max(0, (wanted - beat) / overBeats));
}

interface Stretch {
  beats: Beats;
  line: Line;
}

/** What was said of the beat, one stretch after the other; what is said for later does not hold yet. */
export class BeatScore {
  #stretches: Stretch[] = [];

  /** From the line's own time on. What was said for later than that counts no more. */
  set(beats: Beats, line: Line): void {
    this.#stretches = [...this.#stretches.filter(({ line: { atS } }) => atS < line.atS), { beats, line }];
  }

  /** What is over at `nowS` is forgotten. */
  forget(nowS: number): void {
    const now = this.#stretches.findLastIndex(({ line }) => line.atS <= nowS);
    if (now > 0) this.#stretches.splice(0, now);
  }

  /** Whether nothing will ever click again. */
  get over(): boolean {
    return this.#stretches.every(({ beats }) => !beats.running);
  }

  /** What holds at a time, and which beat is the first after it; null while it stands still. */
  next(afterS: number): { beats: Beats; line: Line; beat: number; atS: number } | null {
    const stretch = this.#stretches.findLast(({ line }) => line.atS <= afterS) ?? this.#stretches[0];
    if (!stretch?.beats.running) return null;
    const { beats, line } = stretch;
    const beat = Math.max(line.beat, Math.ceil(beatAt(line, afterS) - 1e-6));
    return { beats, line, beat, atS: timeOf(line, beat) };
  }

  /** Every click from one time until before another. */
  clicks(fromS: number, untilS: number): Click[] {
    return this.#stretches.flatMap(({ beats, line }, k) => {
      const endS = Math.min(untilS, (this.#stretches[k + 1]?.line.atS ?? Number.POSITIVE_INFINITY) - GRAIN_S);
      return beats.running ? clicksOf(beats, line, Math.max(fromS, line.atS), endS) : [];
    });
  }
}

function clicksOf(beats: Beats, line: Line, fromS: number, untilS: number): Click[] {
  const { subdivision, accents } = beats;
  const clicks: Click[] = [];
  let part = Math.max(line.beat * subdivision, Math.ceil(beatAt(line, fromS) * subdivision - 1e-6));
  for (let atS = timeOf(line, part / subdivision); atS < untilS; ) {
    const index = Math.floor(part / subdivision);
    const beat = ((index % accents.length) + accents.length) % accents.length;
    const between = part % subdivision !== 0;
    const kind = between ? "between" : index < 0 ? "count" : (KINDS[accents[beat] ?? 1] ?? "plain");
    clicks.push({ atS, beat, kind });
    part += 1;
    atS = timeOf(line, part / subdivision);
  }
  return clicks;
}
