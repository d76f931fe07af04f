import { expect, test } from "vitest";
import { isBluetoothName, wireless } from "./wireless";

const WIRED = { output: "", microphone: "", outputMs: 20, inputMs: 10 };

test.each([
  "Default - Headphones (AirPods Pro)",
  "Headset (WH-1000XM4 Hands-Free AG Audio)",
  "Galaxy Buds2 (Bluetooth)",
  "MI Portable BT",
])("%s is Bluetooth by its name", (label) => {
  expect(isBluetoothName(label)).toBe(true);
});

test.each([
  "",
  "Default - Built-in Audio Analog Stereo",
  "Focusrite Scarlett 2i2 USB",
  "Logitech G Pro Wireless Headset",
  "Headphones (Realtek(R) Audio)",
])("%s is not", (label) => {
  expect(isBluetoothName(label)).toBe(false);
});

test("a nameless output that is very late is taken for Bluetooth; a quick one is not", () => {
  expect(wireless({ ...WIRED, outputMs: 180 })).toEqual({ output: true, microphone: false });
  expect(wireless(WIRED)).toEqual({ output: false, microphone: false });
});

test("a Bluetooth microphone with wired headphones is named by itself", () => {
  expect(wireless({ ...WIRED, microphone: "AirPods" })).toEqual({ output: false, microphone: true });
});
