import { expect, test } from "vitest";
import { parseBeat } from "./beat";

const report = {
  mouth_to_ear_ms: 42.5,
  bound_ms: 3,
  playout_ms: 12,
  loss_pct: 0.1,
  concealed_pct: 0.2,
  picture_delay_ms: null,
  rtt_ms: 20,
  picture_fps: 15,
};

test("a beat of a native end is read whole", () => {
  const beat = {
    v: 1,
    n: 3,
    now: 12.5,
    echo: { t0: 1, t1: 2, n: 2 },
    audio: { ts: 4_000_000_000, at: 12.4 },
    wall: 1.7e9,
    report,
    picture: "slow",
    track: { n: 2, ts: 4_000_000_000, at: 12.39, place: -960.25, round_trip_ms: 8.1, measured: true },
  };
  expect(parseBeat(JSON.stringify({ ...beat, later: "unknown keys are ignored" }))).toEqual(beat);
});

test("what may be missing is null", () => {
  expect(parseBeat('{"v":1,"n":1,"now":0.5}')).toEqual({
    v: 1,
    n: 1,
    now: 0.5,
    echo: null,
    audio: null,
    wall: null,
    report: null,
    picture: null,
    track: null,
  });
  expect(parseBeat('{"v":1,"n":1,"now":0.5,"picture":"enormous"}')?.picture).toBeNull();
  expect(parseBeat('{"v":1,"n":1,"now":0.5,"track":{"n":1,"at":"now"}}')?.track).toBeNull();
});

test.each([
  "",
  "null",
  "[1]",
  '{"v":2,"n":1,"now":0}',
  '{"v":1,"n":"1","now":0}',
  '{"v":1,"n":1}',
  '{"v":1,"n":1,"now":0,"echo":{"t0":1}}',
  '{"v":1,"n":1,"now":0,"audio":{"ts":"x","at":1}}',
  `{"v":1,"n":1,"now":0,"x":"${"y".repeat(5000)}"}`,
])("%j is no beat", (text) => {
  expect(parseBeat(text)).toBeNull();
});

test("thousands of broken beats do nothing but fail to parse", () => {
  const whole = JSON.stringify({ v: 1, n: 3, now: 12.5, echo: { t0: 1, t1: 2, n: 2 }, report });
  let seed = 7;
  const random = (limit: number) => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % limit;
  };
  for (let i = 0; i < 5000; i += 1) {
    const at = random(whole.length);
    const broken = whole.slice(0, at) + String.fromCharCode(32 + random(95)) + whole.slice(at + random(4));
    const beat = parseBeat(broken);
    if (beat) expect(Number.isFinite(beat.now)).toBe(true);
  }
});
