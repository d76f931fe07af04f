/** What a page plays to find its own round trip: soft chirps, far enough apart that each is known by its time. */

export const CHIRPS = 12;
export const CHIRP_S = 0.06;
/** From one chirp's begin to the next: longer than any round trip that is looked for. */
export const EVERY_S = 0.7;
export const MOST_LAG_S = 0.6;
/** Silence before the first: how loud the room or the cable is by itself. */
export const LEAD_S = 0.5;
export const PLAYS_S = LEAD_S + CHIRPS * EVERY_S;
export const LOW_HZ = 300;
/** Peak, full scale 1: quiet in headphones, and far above a cable's noise. */
const LEVEL = 0.125;
const EDGE_S = 0.008;

/** Above this a sound card's own filter begins to bend the sound. */
export function highHz(rateHz: number): number {
  return Math.min(16_000, 0.36 * rateHz);
}

/** A chirp's value `n` samples after its begin, between samples too; its frequency rises evenly, its edges are round. */
export function chirpAt(n: number, rateHz: number): number {
  const [atS, leftS] = [n / rateHz, CHIRP_S - n / rateHz];
  if (atS <= 0 || leftS <= 0) return 0;
  const rise = (highHz(rateHz) - LOW_HZ) / CHIRP_S;
  const softly = 0.5 - 0.5 * Math.cos(Math.PI * Math.min(1, atS / EDGE_S, leftS / EDGE_S));
  return LEVEL * softly * Math.sin(2 * Math.PI * (LOW_HZ + (rise * atS) / 2) * atS);
}

export function chirp(rateHz: number): Float32Array {
  return Float32Array.from({ length: Math.round(CHIRP_S * rateHz) }, (_, n) => chirpAt(n, rateHz));
}

/** Where each chirp begins, in samples. */
export function starts(rateHz: number): number[] {
  return Array.from({ length: CHIRPS }, (_, n) => Math.round((LEAD_S + n * EVERY_S) * rateHz));
}

/** All that is played. */
export function chirpSound(rateHz: number): Float32Array {
  const sound = new Float32Array(Math.round(PLAYS_S * rateHz));
  const one = chirp(rateHz);
  for (const start of starts(rateHz)) sound.set(one, start);
  return sound;
}
