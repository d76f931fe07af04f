import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Devices } from "../media/devices";
import { Measuring } from "./measuring";

let devices: Devices;
let measuring: Measuring;

beforeEach(() => {
  // A browser that can open a microphone for the lesson and then no more: nothing can be told of it.
  const refused = () => Promise.reject(new DOMException("gone", "NotFoundError"));
  vi.stubGlobal("navigator", { mediaDevices: { getUserMedia: refused, addEventListener: () => {} } });
  devices = new Devices(null);
  measuring = new Measuring(devices);
});

afterEach(() => {
  measuring.close();
  vi.unstubAllGlobals();
});

const microphone = () => ({ getSettings: () => ({}), stop: () => {} }) as unknown as MediaStreamTrack;

test("without a microphone there is nothing to measure", async () => {
  await measuring.start();
  expect([measuring.running.value, measuring.found.value]).toEqual([false, null]);
});

test("what could not be recorded is told as unknown, to its person too", async () => {
  devices.microphone.track.value = microphone();
  await measuring.start();
  expect(measuring.found.value).toEqual({
    echo_cancellation: "unknown",
    noise_suppression: "unknown",
    gain_control: "unknown",
  });
  expect([measuring.running.value, measuring.told.value]).toEqual([false, false]);
});

test("another microphone was not measured, and ends a measurement of the one before", async () => {
  devices.microphone.track.value = microphone();
  await measuring.start();
  devices.microphone.track.value = microphone();
  expect(measuring.found.value).toBeNull();
  const going = measuring.start();
  devices.microphone.track.value = null;
  await going;
  expect([measuring.running.value, measuring.found.value, measuring.told.value]).toEqual([false, null, true]);
});
