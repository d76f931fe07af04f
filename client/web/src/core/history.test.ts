import { expect, test } from "vitest";
import { courseOf, KEPT_S, type Moment, pathOf, QualityHistory } from "./history";
import type { Quality } from "./quality";

const heard = (ms: number | undefined): Quality =>
  ({
    mine: { playoutMs: 1, lossPct: 0, concealedPct: 0, mouthToEarMs: ms },
    theirs: null,
    rttMs: null,
    pictureDelayMs: null,
    outputMs: 0,
    relayed: false,
    relayOnly: false,
  }) as Quality;

const moment = (atS: number, mineMs: number | null): Moment => ({
  atS,
  mineMs,
  theirsMs: null,
  concealedPct: null,
});

test("it keeps the last minutes and no more, and nothing of who is gone", () => {
  const history = new QualityHistory();
  for (let s = 0; s < KEPT_S + 50; s += 1) history.add(new Map([["p", heard(40)]]), s);
  expect(history.of("p").length).toBe(KEPT_S);
  expect(history.of("p")[0]?.atS).toBe(50);
  history.keepOnly(new Set(["q"]));
  expect(history.of("p")).toEqual([]);
});

test("what nobody knew is nothing, and no number is made of it", () => {
  const history = new QualityHistory();
  history.add(new Map([["p", heard(undefined)]]), 1);
  expect(history.of("p")[0]).toEqual({ atS: 1, mineMs: null, theirsMs: null, concealedPct: 0 });
  expect(courseOf(history.of("p"))).toBeNull();
  expect(courseOf([])).toBeNull();
});

test("its course is told in least, middle and most", () => {
  const moments = [moment(0, 30), moment(1, null), moment(2, 90), moment(3, 40)];
  expect(courseOf(moments)).toEqual({ seconds: 3, leastMs: 30, middleMs: 40, mostMs: 90 });
});

test("the line is broken where nothing was known", () => {
  const moments = [moment(0, 50), moment(150, null), moment(300, 200)];
  const drawn = pathOf(moments, ({ mineMs }) => mineMs, { nowS: 300, topMs: 100, width: 300, height: 60 });
  expect(drawn).toBe("M0.0 30.0M300.0 0.0");
});
