import { expect, test } from "vitest";
import { PlugWatch, plainLabel } from "./plugs";

test("a headset that was pulled out is named with what took its place, and again when it is back", () => {
  const watch = new PlugWatch();
  expect(watch.uses("Default - Headset")).toBeNull();
  expect(watch.gone()).toEqual({ what: "lost", lost: "Headset", now: null });
  expect(watch.back([{ label: "Built-in" }])).toBeNull();
  expect(watch.uses("Built-in")).toEqual({ what: "lost", lost: "Headset", now: "Built-in" });
  expect(watch.uses("Built-in")).toBeNull();
  const entries = ["Default - Headset", "Built-in", "Headset"].map((label) => ({ label }));
  expect(watch.back(entries)).toBe(entries[2]);
  expect(watch.uses("Headset")).toEqual({ what: "back", now: "Headset" });
  expect(watch.back([{ label: "Headset" }])).toBeNull();
});

test("when the second is pulled out too, the first is still the one that is waited for", () => {
  const watch = new PlugWatch();
  watch.uses("Headset");
  watch.gone();
  watch.uses("Webcam");
  expect(watch.gone()).toEqual({ what: "lost", lost: "Webcam", now: null });
  expect(watch.back([{ label: "Headset" }])).not.toBeNull();
});

test("a device that a person chooses by hand is nobody's loss", () => {
  const watch = new PlugWatch();
  watch.uses("Headset");
  watch.gone();
  expect(watch.uses("Built-in", true)).toBeNull();
  expect(watch.back([{ label: "Headset" }])).toBeNull();
});

test("a switched-off microphone says nothing", () => {
  const watch = new PlugWatch();
  watch.uses("Headset");
  expect(watch.uses(null)).toBeNull();
  expect(watch.uses("Headset")).toBeNull();
});

test("the system's choice is called by the device's own name", () => {
  expect(plainLabel("Default - Headset (USB)")).toBe("Headset (USB)");
  expect(plainLabel("Headset (USB)")).toBe("Headset (USB)");
});
