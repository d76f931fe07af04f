/** What a delay means for playing: the one place that says so, from what is known and nothing else. */

export type AdviceWord = "together" | "follow" | "turns";

/**
 * Up to about 30 ms one way, two who play together hold their tempo: between 10 and 25 ms as in one room, and
 * slowing down begins beyond (Chafe, Cáceres and Gurevich, "Effect of temporal separation on synchronization in
 * rhythmic performance", Perception 39, 2010; Rottondi et al., "An overview on networked music performance
 * technologies", IEEE Access 4, 2016, give 20-30 ms as the ensemble performance threshold).
 */
export const TOGETHER_MS = 30;
/**
 * Up to about 60 ms one way it goes when one leads and the other follows, the leader bearing to hear the other
 * twice that late; from 65 ms on rhythm falls apart (Chafe et al. 2010; Bartlette et al., "Effect of network
 * latency on interactive musical performance", Music Perception 24, 2006).
 */
export const FOLLOW_MS = 60;

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
