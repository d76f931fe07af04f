import { expect, test } from "vitest";
import { PeerClock } from "./peer-clock";

/** Exchanges over a path with these one-way delays; their clock is ahead by `offsetS`. */
function talk(clock: PeerClock, offsetS: number, delays: [out: number, back: number][]): void {
  delays.forEach(([out, back], index) => {
    const t0 = index * 0.25;
    clock.exchange(t0, t0 + out + offsetS, t0 + out + offsetS + 0.1, t0 + out + 0.1 + back);
  });
}

test("the quickest exchange tells the offset, whatever the slow ones say", () => {
  const clock = new PeerClock();
  talk(clock, 1000, [
    [0.03, 0.01],
    [0.01, 0.01],
    [0.08, 0.01],
    [0.01, 0.2],
  ]);
  expect(clock.offsetS).toBeCloseTo(1000, 6);
  expect(clock.rttS).toBeCloseTo(0.02, 9);
  expect(clock.toLocal(clock.toRemote(5) ?? 0)).toBeCloseTo(5, 9);
});

test("asymmetry stays within the bound", () => {
  const clock = new PeerClock();
  talk(clock, 0, Array(4).fill([0.04, 0.002]));
  expect(Math.abs(clock.offsetS ?? 1)).toBeLessThanOrEqual((clock.boundS(1) ?? 0) + 1e-9);
});

test("it is not ready before four exchanges, and knows nothing before the first", () => {
  const clock = new PeerClock();
  expect([clock.rttS, clock.offsetS, clock.boundS(0), clock.toRemote(1)]).toEqual([null, null, null, null]);
  talk(clock, 0, Array(3).fill([0.01, 0.01]));
  expect(clock.ready).toBe(false);
});

test("exchanges that no clocks can have made are dropped", () => {
  const clock = new PeerClock();
  expect(clock.exchange(1, 2, 1, 3)).toBe(false);
  expect(clock.exchange(1, 0, 5, 2)).toBe(false);
  expect(clock.exchange(Number.NaN, 0, 0, 1)).toBe(false);
  expect(clock.rttS).toBeNull();
});

test("what is older than half a minute is forgotten", () => {
  const clock = new PeerClock();
  clock.exchange(0, 0.001, 0.001, 0.002);
  clock.exchange(100, 100.01, 100.01, 100.02);
  expect(clock.rttS).toBeCloseTo(0.02, 6);
});

test("a queue that stands is seen, a single late beat is not", () => {
  const clock = new PeerClock();
  const exchange = (atS: number, rttS: number) => clock.exchange(atS - rttS, 5, 5, atS);
  for (let atS = 0; atS < 10; atS += 0.25) exchange(atS, atS === 5 ? 0.3 : 0.02);
  expect(clock.queueS(5)).toBeCloseTo(0, 6);
  expect(clock.queueS(9.75)).toBeCloseTo(0, 6);
  for (let atS = 10; atS < 12; atS += 0.25) exchange(atS, 0.22);
  expect(clock.queueS(11.75)).toBeCloseTo(0.2, 6);
});
