/** What a delay means for playing: the one place that says so, from what is known and nothing else. */

export type AdviceWord = "together" | "follow" | "turns";

/**
 * Up to about 30 ms one way, two who play together hold their tempo: as at a room's distances, and slowing down
 * begins beyond (Chafe, Cáceres and Gurevich, "Effect of temporal separation on synchronization in rhythmic
 * performance", Perception 39, 2010). 20-30 ms are called the ensemble performance threshold (Schuett, Stanford
 * 2002; Rottondi et al., IEEE Access 4, 2016); on their own music pairs held it up to 40 ms, each pair otherwise
 * (Tsioutas and Xylomenos 2021). dsp/advice.py has the same limits, and says more.
 */
export const TOGETHER_MS = 30;
/**
 * Up to about 60 ms one way it goes when one leads and the other follows, the leader bearing to hear the other
 * twice that late; towards 78 ms clapped rhythm falls apart (Chafe et al. 2010), and from 100 ms on duets are
 * neither musical nor interactive (Bartlette et al., "Effect of network latency on interactive musical
 * performance", Music Perception 24, 2006). Our reading: no study names 60.
 */
export const FOLLOW_MS = 60;

/** The studies, as one finds them; in no language. */
export const STUDIES = [
  "Schuett 2002",
  "Bartlette, Headlam, Bocko, Velikic 2006",
  "Chafe, Cáceres, Gurevich 2010",
  "Rottondi, Chafe, Allocchio, Sarti 2016",
  "Tsioutas, Xylomenos 2021",
];

export interface Advice {
  word: AdviceWord;
  /** How late I hear my own note answered: my way there and the other's way back. Null while one is unknown. */
  thereAndBackMs: number | null;
}

/** `theirsMs`: how late the other hears me, as their page tells; null while it has not told. */
export function advise(mineMs: number, theirsMs: number | null): Advice {
  const thereAndBackMs = theirsMs === null ? null : mineMs + theirsMs;
  const oneWayMs = thereAndBackMs === null ? mineMs : thereAndBackMs / 2;
  const word = oneWayMs <= TOGETHER_MS ? "together" : oneWayMs <= FOLLOW_MS ? "follow" : "turns";
  return { word, thereAndBackMs };
}

/**
 * Whether a skew is seen: sound 45 ms before the picture or 125 ms after it (ITU-R BT.1359-1, thresholds of
 * detectability).
 */
export function skewIsSeen(skew: number): boolean {
  return skew > 45 || skew < -125;
}
