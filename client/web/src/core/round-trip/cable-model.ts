/** For tests: an interface with a cable from its output to its input, whose round trip is known exactly. */
import type { Random } from "../probe/room-model";
import { chirp, chirpAt, PLAYS_S, starts } from "./plan";

export interface Cable {
  lagSamples: number;
  /** A chirp's power over the noise's. */
  snrDb: number;
  gain: number;
  /** How soft the highs are: the share that the samples beside have, both sides alike. */
  soft: number;
}

/** What comes back of the plan, later by whole samples and a part of one: a chirp is known between samples too. */
export function heardBy(
  { lagSamples, snrDb, gain, soft }: Cable,
  rateHz: number,
  random: Random,
): Float32Array {
  const heard = new Float32Array(Math.round(PLAYS_S * rateHz));
  const one = chirp(rateHz);
  const power = one.reduce((sum, x) => sum + x * x, 0) / one.length;
  const noise = Math.abs(gain) * Math.sqrt(power * 10 ** (-snrDb / 10));
  for (let n = 0; n < heard.length; n += 1) heard[n] = noise * normal(random);
  for (const start of starts(rateHz)) {
    const first = Math.floor(start + lagSamples);
    for (let n = first; n < Math.min(heard.length, first + one.length + 2); n += 1) {
      const at = (shift: number) => chirpAt(n + shift - start - lagSamples, rateHz);
      heard[n] = (heard[n] ?? 0) + gain * ((1 - soft) * at(0) + (soft * (at(-1) + at(1))) / 2);
    }
  }
  return heard;
}

function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
