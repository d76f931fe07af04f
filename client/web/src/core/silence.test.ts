import { expect, test } from "vitest";
import { SilenceWatch } from "./silence";

/** Asks every quarter second, as the page does. */
function watchFor(watch: SilenceWatch, fromS: number, seconds: number): number | null {
  for (let nowS = fromS; nowS <= fromS + seconds; nowS += 0.25) if (watch.silent(nowS)) return nowS;
  return null;
}

test("a connection is silent after 1.5 s without a sign", () => {
  const watch = new SilenceWatch(1.5);
  watch.heard(10);
  expect(watchFor(watch, 10, 10)).toBeCloseTo(11.75, 6);
});

test("a connection that has not begun is not silent", () => {
  expect(watchFor(new SilenceWatch(1.5), 0, 60)).toBeNull();
});

test("a laptop that slept does not blame the network for its own sleep", () => {
  const watch = new SilenceWatch(1.5);
  watch.heard(10);
  watch.silent(10.25);
  expect(watch.silent(3600)).toBe(false);
  expect(watchFor(watch, 3600.25, 10)).not.toBeNull();
});
