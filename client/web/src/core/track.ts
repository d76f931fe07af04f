/** The backing track as an end plays it: which seconds of the recording are where in the sound that was made. */
import type { Loop, Track } from "../protocol";

export const MIN_TEMPO = 50;
export const MAX_TEMPO = 150;
export const MOST_KEY = 6;
/** What is shorter is a tone, not a loop; the room thinks so too. */
export const MIN_LOOP_S = 0.5;
/** So near to its end a track begins anew. */
const END_S = 0.3;

export type TrackState = Required<Omit<Track, "type" | "seq">>;

export const NO_TRACK: TrackState = {
  track: null,
  running: false,
  at_s: 0,
  tempo_percent: 100,
  key: 0,
  loop: null,
  lesson_s: null,
  count_in: 0,
  count_bpm: 80,
  leads: "pupil",
  n: 0,
};

/** From a start's saying until it sounds: every end hears of it and lays it ahead. */
export const START_LEAD_S = 0.8;
/** Clicks that lead up to a track, where they are wanted. */
export const COUNT_IN = 4;

export type Leads = TrackState["leads"];

/** How long the clicks before it take. */
export function countInS(state: TrackState): number {
  return (state.count_in * 60) / state.count_bpm;
}

/** What of the sound is heard: where it begins, and the part that comes again, in seconds of the sound. */
export interface Cut {
  startS: number;
  loop: { fromS: number; toS: number } | null;
}

export function cutOf(state: TrackState, soundS: number): Cut {
  const inSound = (s: number) => Math.min(soundS, (s * 100) / state.tempo_percent);
  const loop = state.loop && { fromS: inSound(state.loop.from_s), toS: inSound(state.loop.to_s) };
  const startS = inSound(state.at_s);
  if (!loop || loop.toS - loop.fromS <= 0)
    return { startS: startS > soundS - END_S ? 0 : startS, loop: null };
  return { startS: startS >= loop.fromS && startS < loop.toS ? startS : loop.fromS, loop };
}

/** Where in the recording one is, so many seconds after the sound began. */
export function placeS(state: TrackState, cut: Cut, soundS: number, elapsedS: number): number {
  let atS = cut.startS + Math.max(0, elapsedS);
  if (cut.loop) {
    const lengthS = cut.loop.toS - cut.loop.fromS;
    atS = cut.loop.fromS + ((atS - cut.loop.fromS) % lengthS);
  }
  return (Math.min(atS, soundS) * state.tempo_percent) / 100;
}

/** A loop with one of its ends moved; the other gives way where they would meet. */
export function withLoop(loop: Loop, seconds: number, moved: "from_s" | "to_s", toS: number): Loop {
  const at = Math.min(seconds, Math.max(0, toS));
  if (moved === "from_s") {
    const from_s = Math.min(at, seconds - MIN_LOOP_S);
    return { from_s, to_s: Math.max(loop.to_s, from_s + MIN_LOOP_S) };
  }
  const to_s = Math.max(at, MIN_LOOP_S);
  return { from_s: Math.min(loop.from_s, to_s - MIN_LOOP_S), to_s };
}

/** Minutes and seconds, as on any player. */
export function clockOf(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
