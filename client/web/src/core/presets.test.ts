import { expect, test } from "vitest";
import {
  keepPresets,
  MOST_LETTERS,
  MOST_PRESETS,
  type Preset,
  readPresets,
  withoutPreset,
  withPreset,
} from "./presets";

const WALTZ = { tempo_bpm: 84, accents: [2, 1, 1], subdivision: 2 };

class Drawer {
  readonly kept = new Map<string, string>();
  full = false;
  getItem = (key: string) => this.kept.get(key) ?? null;
  setItem(key: string, value: string): void {
    if (this.full) throw new Error("no room");
    this.kept.set(key, value);
  }
  removeItem = (key: string) => void this.kept.delete(key);
}

test("what is kept is there at the next visit, by name", () => {
  const drawer = new Drawer();
  const one = withPreset([], "  Étude   12 ", WALTZ) ?? [];
  const two = withPreset(one, "Bourrée", { ...WALTZ, accents: [2, 1] }) ?? [];
  expect(keepPresets(drawer, two)).toBe(true);
  expect(readPresets(drawer).map(({ name }) => name)).toEqual(["Bourrée", "Étude 12"]);
  expect(readPresets(drawer)[1]).toEqual({ name: "Étude 12", ...WALTZ });
});

test("a name that is there already is changed, not doubled", () => {
  const before = withPreset([], "Waltz", WALTZ) ?? [];
  const after = withPreset(before, "Waltz", { ...WALTZ, tempo_bpm: 96 });
  expect(after?.map(({ tempo_bpm }) => tempo_bpm)).toEqual([96]);
  expect(withoutPreset(after ?? [], "Waltz")).toEqual([]);
});

test("without a name, or without room, nothing is kept", () => {
  expect(withPreset([], "   ", WALTZ)).toBeNull();
  let full: Preset[] = [];
  for (let n = 0; n < MOST_PRESETS; n += 1) full = withPreset(full, `number ${n}`, WALTZ) ?? [];
  expect(full).toHaveLength(MOST_PRESETS);
  expect(withPreset(full, "one more", WALTZ)).toBeNull();
  expect(withPreset(full, "number 3", WALTZ)).toHaveLength(MOST_PRESETS);
});

test("whatever else lies there is left out", () => {
  const drawer = new Drawer();
  const good = { name: "Waltz", ...WALTZ };
  const bad = [
    null,
    7,
    { ...good, name: "" },
    { ...good, name: "x".repeat(MOST_LETTERS + 1) },
    { ...good, tempo_bpm: 1000 },
    { ...good, tempo_bpm: "84" },
    { ...good, accents: [] },
    { ...good, accents: [3] },
    { ...good, accents: Array(13).fill(1) },
    { ...good, subdivision: 0 },
  ];
  drawer.setItem("klangbro.tempos", JSON.stringify([...bad, good]));
  expect(readPresets(drawer)).toEqual([good]);
  drawer.setItem("klangbro.tempos", "{ torn");
  expect(readPresets(drawer)).toEqual([]);
  expect(readPresets(null)).toEqual([]);
});

test("a browser that keeps nothing says so", () => {
  const drawer = new Drawer();
  drawer.full = true;
  expect(keepPresets(drawer, [])).toBe(false);
  expect(keepPresets(null, [])).toBe(false);
});
