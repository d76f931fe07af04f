import { expect, test } from "vitest";
import { BeatScore, lineOf } from "./beat-line";
import { type Beats, STILL } from "./metronome";
import { anchored } from "./metronome-change";

const RUNS: Beats = { ...STILL, running: true, tempo_bpm: 60, anchor_s: 100 };

function playing(beats: Beats): BeatScore {
  const score = new BeatScore();
  score.set(beats, lineOf(beats, beats.anchor_s ?? 0, beats.anchor_beat));
  return score;
}

test("a start names a moment ahead, and counts in when that is wished", () => {
  const start = { running: true };
  expect(anchored(start, STILL, new BeatScore(), 50, 0)).toEqual({
    ...start,
    ramp_beats: 0,
    anchor_s: 50.4,
    anchor_beat: 0,
  });
  expect(anchored(start, STILL, new BeatScore(), 50, 2).anchor_beat).toBe(-8);
});

test("a change holds from a beat that both ends still have before them", () => {
  expect(anchored({ tempo_bpm: 90 }, RUNS, playing(RUNS), 103.5, 0)).toEqual({
    tempo_bpm: 90,
    ramp_beats: 0,
    anchor_s: 104,
    anchor_beat: 4,
  });
  expect(anchored({ tempo_bpm: 90 }, RUNS, playing(RUNS), 103.7, 0).anchor_beat).toBe(5);
});

test("a shorter bar goes on from a place that it has", () => {
  expect(anchored({ accents: [2, 1, 1] }, RUNS, playing(RUNS), 102.1, 0).anchor_beat).toBe(0);
  expect(anchored({ accents: [2, 1, 1] }, RUNS, playing(RUNS), 104.1, 0).anchor_beat).toBe(1);
});

test("what is changed on the way to another tempo leaves it on its way", () => {
  const beats: Beats = { ...RUNS, ramp_to_bpm: 120, ramp_beats: 12 };
  const change = anchored({ subdivision: 2 }, beats, playing(beats), 100.1, 0);
  expect(change).toMatchObject({
    subdivision: 2,
    tempo_bpm: 65,
    ramp_to_bpm: 120,
    ramp_beats: 11,
    anchor_beat: 1,
  });
});

test("a stop is soon, and what stands still needs no moment", () => {
  expect(anchored({ running: false }, RUNS, playing(RUNS), 104, 0)).toEqual({
    running: false,
    anchor_s: 104.25,
  });
  expect(anchored({ tempo_bpm: 90 }, STILL, new BeatScore(), 104, 1)).toEqual({
    tempo_bpm: 90,
    ramp_beats: 0,
  });
});

test("where no lesson time is known nothing is named", () => {
  expect(anchored({ running: true }, STILL, new BeatScore(), null, 1)).toEqual({ running: true });
});
