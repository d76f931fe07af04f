import { expect, test } from "vitest";
import { BatteryWatch } from "./battery";

test("a battery is worth a word from fifteen percent down, until it is charged", () => {
  const watch = new BatteryWatch();
  const said = [0.5, 0.16, 0.15, 0.17, 0.04].map((level) => watch.look({ level, charging: false }));
  expect(said).toEqual([null, null, 15, 17, 4]);
  expect(watch.look({ level: 0.04, charging: true })).toBeNull();
  expect(watch.look({ level: 0.17, charging: false })).toBeNull();
});
