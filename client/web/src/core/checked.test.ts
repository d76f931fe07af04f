import { expect, test } from "vitest";
import { allThere, type Checked, forgetChecked, keepChecked, markOf, readChecked } from "./checked";

const CHECKED: Checked = {
  microphone: markOf("USB"),
  camera: markOf("Camera"),
  output: markOf("Headphones"),
  speaker: false,
};
const KNOWN = {
  audio: [{ label: "Built-in" }, { label: "USB" }],
  video: [{ label: "Camera" }],
  output: [{ label: "Headphones" }],
};

function storage() {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
}

test("what was checked is there again after a reload, until it is forgotten", () => {
  const store = storage();
  expect(readChecked(store)).toBeNull();
  keepChecked(store, CHECKED);
  expect(readChecked(store)).toEqual(CHECKED);
  forgetChecked(store);
  expect(readChecked(store)).toBeNull();
});

test("rubbish in the storage, and no storage at all, mean that nothing was checked", () => {
  const store = storage();
  store.setItem("klangbro.checked", "{");
  expect(readChecked(store)).toBeNull();
  store.setItem("klangbro.checked", '{"microphone": 5}');
  expect(readChecked(store)).toBeNull();
  expect(readChecked(null)).toBeNull();
});

test("one step is enough only when every checked device is plugged in", () => {
  expect(allThere(CHECKED, KNOWN)).toBe(true);
  expect(allThere(CHECKED, { ...KNOWN, audio: [{ label: "Built-in" }] })).toBe(false);
  expect(allThere(CHECKED, { ...KNOWN, output: [] })).toBe(false);
  expect(allThere({ ...CHECKED, camera: null, output: "" }, { ...KNOWN, video: [], output: [] })).toBe(true);
});

test("before the browser may tell names, nothing is known to be there", () => {
  expect(allThere(CHECKED, { audio: [{ label: "" }], video: [{ label: "" }], output: [] })).toBe(false);
});

test("a device's name, which may be a child's, cannot be read from what is kept", () => {
  expect(markOf("Aino's headset")).not.toContain("Aino");
  expect(markOf("Aino's headset")).not.toBe(markOf("Eino's headset"));
  expect(markOf("")).toBe("");
});
