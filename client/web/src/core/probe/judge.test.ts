import { expect, test } from "vitest";
import { type Found, judge, type Verdict } from "./judge";
import { type Random, randomFrom, recorded, type Truth } from "./room-model";
import { probeSound } from "./sound";

const RATE_HZ = 16_000;
// Each is eighteen seconds of sound. More of them, of another seed: KLANGBRO_TRUTHS=240 KLANGBRO_SEED=11.
const TRUTHS = Number(process.env.KLANGBRO_TRUTHS ?? 30);
const PLAYED = probeSound(RATE_HZ);
const PATIENCE_MS = 120_000;
const NOTHING_HEARD: Verdict = { heard: false, echo: "unknown", noise: "unknown", gain: "unknown" };
const PLAIN: Truth = { echo: false, noise: false, gain: false };

/** Of what is at work, how much may be missed; of what is not, almost nothing may be accused. */
const MISSED: Record<string, number> = { "noise on": 0.05, "gain on": 0.15, "echo on": 0.25 };

type Tally = Record<string, { right: number; wrong: number; unknown: number }>;

function note(tally: Tally, name: string, truth: boolean, found: Found): void {
  tally[name] ??= { right: 0, wrong: 0, unknown: 0 };
  tally[name][found === "unknown" ? "unknown" : (found === "on") === truth ? "right" : "wrong"] += 1;
}

function tallyOf(truths: number, random: Random): Tally {
  const tally: Tally = {};
  for (let n = 0; n < truths; n += 1) {
    const truth: Truth = { echo: n % 6 === 5, noise: random() < 0.5, gain: random() < 0.5 };
    const verdict = judge(recorded(PLAYED, RATE_HZ, truth, random), RATE_HZ);
    note(tally, truth.echo ? "echo on" : "echo off", truth.echo, verdict.echo);
    // Who hears next to nothing of the sound can say nothing more of it.
    if (truth.echo) continue;
    note(tally, truth.noise ? "noise on" : "noise off", truth.noise, verdict.noise);
    note(tally, truth.gain ? "gain on" : "gain off", truth.gain, verdict.gain);
  }
  return tally;
}

test("of many random microphones few are judged wrongly and most are judged", {
  timeout: PATIENCE_MS,
}, () => {
  const tally = tallyOf(TRUTHS, randomFrom(Number(process.env.KLANGBRO_SEED ?? 7)));
  if (process.env.KLANGBRO_TRUTHS) process.stdout.write(`${JSON.stringify(tally)}\n`);
  for (const [name, { right, wrong, unknown }] of Object.entries(tally)) {
    const all = right + wrong + unknown;
    // Gain at its own limit does not ride; what it lifts after an echo was cancelled sounds like the voice.
    expect(wrong / all, `${name}: wrong`).toBeLessThanOrEqual(MISSED[name] ?? 0.02);
    expect(unknown / all, `${name}: could not tell`).toBeLessThanOrEqual(0.4);
  }
});

test("silence, and a recording too short, are no word about anything", () => {
  expect(judge(new Float32Array(18 * RATE_HZ), RATE_HZ)).toEqual(NOTHING_HEARD);
  expect(judge(PLAYED.slice(0, 5 * RATE_HZ), RATE_HZ)).toEqual(NOTHING_HEARD);
});

test("headphones taken away in the middle are not taken for processing", () => {
  const heard = recorded(PLAYED, RATE_HZ, PLAIN, randomFrom(3));
  heard.subarray(7 * RATE_HZ).forEach((x, n) => {
    heard[7 * RATE_HZ + n] = x * 0.02;
  });
  const { noise, gain } = judge(heard, RATE_HZ);
  expect([noise, gain]).toEqual(["unknown", "unknown"]);
});

test("as played it is found untouched, at any usual rate", () => {
  for (const rateHz of [16_000, 44_100, 48_000]) {
    const heard = new Float32Array(Math.round(18 * rateHz));
    heard.set(probeSound(rateHz), Math.round(0.7 * rateHz));
    expect(judge(heard, rateHz)).toEqual({ heard: true, echo: "off", noise: "off", gain: "off" });
  }
});
