import { describe, expect, test } from "vitest";
import { INSTRUMENT_NAMES, INSTRUMENTS } from "./instruments";
import { hzOf } from "./notes";
import { PitchDetector } from "./pitch";

const RATE = 48_000;
const SIZE = 8192;

/** A note with overtones, their phases spread, as strings and reeds have them. */
function note(hz: number, { overtones = 8, size = SIZE, level = 0.2, noise = 0 } = {}): Float32Array {
  let seed = 7;
  const random = () => {
    seed = (seed * 1103515245 + 12345) % 2 ** 31;
    return seed / 2 ** 30 - 1;
  };
  return Float32Array.from({ length: size }, (_, i) => {
    let value = noise * random();
    for (let k = 1; k <= overtones && k * hz < RATE / 2.2; k += 1)
      value += (level / k) * Math.sin((2 * Math.PI * k * hz * i) / RATE + 1.7 * k * k);
    return value;
  });
}

const cents = (found: number, real: number) => 1200 * Math.log2(found / real);
const off = (detector: PitchDetector, hz: number, options = {}) =>
  cents(detector.detect(note(hz, options))?.hz ?? 0, hz);

describe("within one cent at A = 442, over the whole range of", () => {
  test.each(INSTRUMENT_NAMES)("%s", (name) => {
    const { lowest, highest } = INSTRUMENTS[name];
    const range = { lowestHz: hzOf(lowest - 1, 430), highestHz: hzOf(highest + 1, 450) };
    const detector = new PitchDetector(RATE, SIZE, range);
    for (let midi = lowest; midi <= highest; midi += 1)
      for (const bend of [-37, 0, 23]) {
        const hz = hzOf(midi + bend / 100, 442);
        expect(Math.abs(off(detector, hz)), `${name} ${midi} ${bend}`).toBeLessThan(1);
      }
  });
});

const violin = new PitchDetector(RATE, SIZE, { lowestHz: 180, highestHz: 3200 });

test("442 Hz is 442 Hz, with overtones or without, loud or soft", () => {
  for (const options of [{}, { overtones: 1 }, { level: 0.01 }, { overtones: 20, level: 0.05 }])
    expect(Math.abs(off(violin, 442, options))).toBeLessThan(0.2);
});

test("a room's hiss moves it by less than a cent", () => {
  expect(Math.abs(off(violin, 442, { noise: 0.02 }))).toBeLessThan(1);
});

test("a note whose ground is weaker than its overtones is not heard an octave high", () => {
  const samples = Float32Array.from({ length: SIZE }, (_, i) => {
    const turn = (2 * Math.PI * 196 * i) / RATE;
    return 0.02 * Math.sin(turn) + 0.2 * Math.sin(2 * turn) + 0.1 * Math.sin(3 * turn + 1);
  });
  expect(Math.abs(cents(violin.detect(samples)?.hz ?? 0, 196))).toBeLessThan(1);
});

test("silence and noise have no pitch", () => {
  expect(violin.detect(new Float32Array(SIZE))).toBeNull();
  expect(violin.detect(note(442, { level: 0, noise: 0.2 }))).toBeNull();
});

test("too few samples for so low a note are refused", () => {
  expect(() => new PitchDetector(RATE, 1024, { lowestHz: 40, highestHz: 400 })).toThrow("40");
});
