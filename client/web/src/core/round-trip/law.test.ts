import { expect, test } from "vitest";
import { type Random, randomFrom } from "../probe/room-model";
import { type Cable, heardBy } from "./cable-model";
import { type Found, roundTrip } from "./law";
import { CHIRPS, MOST_LAG_S, PLAYS_S } from "./plan";

// More of them, of another seed: KLANGBRO_TRUTHS=200 KLANGBRO_SEED=11.
const TRUTHS = Number(process.env.KLANGBRO_TRUTHS ?? 6);
const RATES_HZ = [48_000, 44_100] as const;
const PLAIN: Cable = { lagSamples: 1234.567, snrDb: 40, gain: 0.5, soft: 0 };

function found(cable: Cable, random: Random, rateHz = 48_000): Found {
  return roundTrip(heardBy(cable, rateHz, random), rateHz);
}

function drawn(random: Random, rateHz: number): Cable {
  const between = (low: number, high: number) => low + (high - low) * random();
  return {
    lagSamples: between(0.003, MOST_LAG_S - 0.05) * rateHz,
    snrDb: between(20, 70),
    gain: between(0.05, 1.5) * (random() < 0.3 ? -1 : 1),
    soft: between(0, 0.5),
  };
}

test("of random cables at 20 dB and more each round trip is found to a twentieth of a sample", () => {
  const random = randomFrom(Number(process.env.KLANGBRO_SEED ?? 7));
  let worst = 0;
  for (let n = 0; n < TRUTHS; n += 1) {
    const rateHz = RATES_HZ[n % 2] ?? 48_000;
    const cable = drawn(random, rateHz);
    const told = found(cable, random, rateHz);
    if (told.name !== "heard") expect.unreachable(`${JSON.stringify(cable)}: ${told.name}`);
    worst = Math.max(worst, Math.abs(told.samples - cable.lagSamples));
    expect(told.n).toBe(CHIRPS);
    expect(Math.abs(told.snrDb - cable.snrDb)).toBeLessThan(3);
  }
  if (process.env.KLANGBRO_TRUTHS) process.stdout.write(`worst of ${TRUTHS}: ${worst} samples\n`);
  expect(worst).toBeLessThan(0.05);
});

test("silence, noise alone and a cable that is pulled half way are no round trip", () => {
  const random = randomFrom(3);
  expect(roundTrip(new Float32Array(48_000), 48_000)).toEqual({ name: "quiet" });
  expect(found({ ...PLAIN, snrDb: -45 }, random)).toEqual({ name: "quiet" });
  const pulled = heardBy(PLAIN, 48_000, random);
  pulled.fill(0, Math.round(0.3 * PLAYS_S * 48_000));
  expect(roundTrip(pulled, 48_000)).toEqual({ name: "quiet" });
});

test("an input that clips and sound that skips are named", () => {
  const random = randomFrom(5);
  const loud = heardBy({ ...PLAIN, gain: 12 }, 48_000, random);
  const cut = loud.map((value) => Math.max(-1, Math.min(1, value)));
  expect(roundTrip(cut, 48_000)).toEqual({ name: "clipped" });
  const skips = heardBy(PLAIN, 48_000, random);
  skips.copyWithin(4 * 48_000 + 128, 4 * 48_000);
  expect(roundTrip(skips, 48_000).name).toBe("unsteady");
});
