import { expect, test } from "vitest";
import { SoundWatch } from "./sound-watch";

function run(watch: SoundWatch, seconds: number, level: number, clipped = false, on = true, from = 0) {
  let last = null;
  for (let s = 0; s <= seconds; s += 0.25) last = watch.feed(level, clipped, on, from + s);
  return last;
}

test("nothing at all for twelve seconds is said, a pause in the playing is not", () => {
  expect(run(new SoundWatch(), 11, -120)).toBeNull();
  expect(run(new SoundWatch(), 13, -120)).toBe("silent");
  expect(run(new SoundWatch(), 60, -58)).toBeNull();
});

test("silence of a microphone that is off is as it should be", () => {
  expect(run(new SoundWatch(), 60, -120, false, false)).toBeNull();
});

test("the first note ends the warning", () => {
  const watch = new SoundWatch();
  run(watch, 20, -120);
  expect(watch.feed(-20, false, true, 20.25)).toBeNull();
});

test("one loud note is not a warning, one after the other is, and it does not flicker", () => {
  const watch = new SoundWatch();
  expect(watch.feed(0, true, true, 0)).toBeNull();
  expect(run(watch, 2, 0, true, true, 1)).toBe("clipping");
  expect(watch.feed(-20, false, true, 6)).toBe("clipping");
  expect(run(watch, 20, -20, false, true, 7)).toBeNull();
});
