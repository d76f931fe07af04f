/** A person changes the click: what is said of it, so that all ends change on the same coming beat. */
import { type BeatScore, tempoAt } from "./beat-line";
import type { Beats } from "./metronome";

/** Long enough for a message to reach both ends before the beat it names. */
export const LEAD_S = 0.4;
const STOP_LEAD_S = 0.25;
/** Where no lesson time is known, each end begins as soon as it can. */
export const LOCAL_LEAD_S = 0.08;

export type Timed = Partial<Omit<Beats, "anchor_s" | "anchor_beat">>;

/**
 * The change with the lesson time and the beat it holds from. Without a known lesson time there is no anchor, and
 * each end changes as it hears of it.
 */
export function anchored(
  change: Timed,
  now: Beats,
  score: BeatScore,
  lessonS: number | null,
  countInBars: number,
): Partial<Beats> {
  const steady: Partial<Beats> =
    change.tempo_bpm === undefined || change.ramp_beats !== undefined ? change : { ...change, ramp_beats: 0 };
  if (lessonS === null) return steady;
  const runs = change.running ?? now.running;
  if (!runs) return now.running ? { ...steady, anchor_s: lessonS + STOP_LEAD_S } : steady;
  const next = now.running ? score.next(lessonS + LEAD_S) : null;
  if (!next) {
    const bar = (change.accents ?? now.accents).length;
    return { ...NO_RAMP, ...steady, anchor_s: lessonS + LEAD_S, anchor_beat: 0 - countInBars * bar };
  }
  const { line, beat, atS } = next;
  // A bar of another length goes on from the same place in it.
  const before = next.beats.accents.length;
  const place = change.accents && beat >= 0 ? (beat % before) % change.accents.length : beat;
  const left = Math.max(0, Math.ceil(line.beat + line.overBeats - beat));
  const goesOn: Partial<Beats> =
    change.tempo_bpm === undefined && line.overBeats > 0
      ? { tempo_bpm: tempoAt(line, beat), ramp_beats: left, ...(left > 0 ? { ramp_to_bpm: line.toBpm } : {}) }
      : {};
  return { ...goesOn, ...steady, anchor_s: atS, anchor_beat: place };
}

const NO_RAMP: Partial<Beats> = { ramp_beats: 0 };
