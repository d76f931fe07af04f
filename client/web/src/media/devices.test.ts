import { beforeEach, expect, test, vi } from "vitest";
import { pairOf, remember } from "../core/round-trip/kept";
import { measuredTripMs, outputDelayS } from "./audio-context";
import { Devices } from "./devices";

/** The browser's devices, in memory: what is plugged in, and what it is asked for. */
class FakeBrowser extends EventTarget {
  plugged = [
    { kind: "audioinput", deviceId: "built-in", label: "Built-in" },
    { kind: "audioinput", deviceId: "communications", label: "Communications" },
    { kind: "videoinput", deviceId: "camera", label: "Camera" },
  ];
  refusal: string | null = null;
  readonly asked: MediaStreamConstraints[] = [];

  async getUserMedia(constraints: MediaStreamConstraints): Promise<{ getTracks: () => FakeTrack[] }> {
    this.asked.push(constraints);
    if (this.refusal) throw Object.assign(new Error(this.refusal), { name: this.refusal });
    const kind = constraints.audio ? "audioinput" : "videoinput";
    const wish = (constraints.audio ?? constraints.video) as MediaTrackConstraints;
    const exact = (wish.deviceId as { exact?: string } | undefined)?.exact;
    const found = this.plugged.find(
      (device) => device.kind === kind && (!exact || device.deviceId === exact),
    );
    if (!found)
      throw Object.assign(new Error("none"), { name: exact ? "OverconstrainedError" : "NotFoundError" });
    return { getTracks: () => [new FakeTrack(found.label)] };
  }

  async enumerateDevices() {
    return this.plugged;
  }
}

class FakeTrack {
  contentHint = "";
  stopped = false;
  onended: (() => void) | null = null;
  readonly label: string;

  constructor(label: string) {
    this.label = label;
  }

  stop(): void {
    this.stopped = true;
  }

  getSettings(): MediaTrackSettings {
    return {};
  }

  readonly applied: MediaTrackConstraints[] = [];
  async applyConstraints(constraints: MediaTrackConstraints): Promise<void> {
    this.applied.push(constraints);
  }
}

let browser: FakeBrowser;
const storage = () => {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
};
const opened = (track: MediaStreamTrack | null) => track as unknown as FakeTrack | null;

beforeEach(() => {
  browser = new FakeBrowser();
  vi.stubGlobal("navigator", { mediaDevices: browser });
});

test("a microphone opens as music, and its choices are listed once each", async () => {
  const devices = new Devices(null);
  await devices.openMicrophone();
  expect(opened(devices.microphone.track.value)?.contentHint).toBe("music");
  expect(devices.known.value.audio).toEqual([{ id: "built-in", label: "Built-in" }]);
});

test("a refusal is a reason, not an exception", async () => {
  browser.refusal = "NotAllowedError";
  const devices = new Devices(null);
  await devices.openMicrophone();
  expect([devices.microphone.track.value, devices.microphone.problem.value]).toEqual([null, "refused"]);
});

test("the remembered microphone that is not there today gives way to the one that is", async () => {
  const kept = storage();
  const before = new Devices(kept);
  browser.plugged.push({ kind: "audioinput", deviceId: "usb", label: "USB" });
  await before.choose("audio", "usb");
  expect(opened(before.microphone.track.value)?.label).toBe("USB");
  browser.plugged.pop();
  const today = new Devices(kept);
  await today.openMicrophone();
  expect(opened(today.microphone.track.value)?.label).toBe("Built-in");
});

test("a microphone pulled out is missed, and taken up again when one is plugged in", async () => {
  const devices = new Devices(null);
  await devices.openMicrophone();
  const [builtIn] = browser.plugged;
  browser.plugged = [];
  opened(devices.microphone.track.value)?.onended?.();
  expect(devices.microphone.problem.value).toBe("absent");
  if (builtIn) browser.plugged = [builtIn];
  browser.dispatchEvent(new Event("devicechange"));
  await vi.waitFor(() => expect(devices.microphone.track.value).not.toBeNull());
  expect(devices.microphone.problem.value).toBeNull();
});

test("choosing another device lets go of the first", async () => {
  const devices = new Devices(null);
  await devices.openMicrophone();
  const first = opened(devices.microphone.track.value);
  await devices.choose("audio", "built-in");
  expect(first?.stopped).toBe(true);
});

test("who went without a picture is not shown by a reload", async () => {
  const tab = storage();
  new Devices(null, tab).setCamera(false);
  const reloaded = new Devices(null, tab);
  await reloaded.openWanted();
  expect(reloaded.camera.track.value).toBeNull();
  expect(reloaded.microphone.track.value).not.toBeNull();
});

test("a loudspeaker is remembered, and an open microphone is asked for anew with it", async () => {
  const kept = storage();
  const devices = new Devices(kept);
  await devices.openMicrophone();
  await devices.setSpeaker(true);
  const echo = browser.asked.map(({ audio }) => (audio as MediaTrackConstraints).echoCancellation);
  expect(echo).toEqual([false, true]);
  expect(new Devices(kept).speaker.value).toBe(true);
});

test("choosing headphones opens no microphone that was closed", async () => {
  const devices = new Devices(null);
  await devices.setSpeaker(true);
  expect(browser.asked).toEqual([]);
});

const HANDS = { kind: "videoinput", deviceId: "hands", label: "Hands" };

test("a second camera is another one, opens when asked for, and comes back in the same tab alone", async () => {
  browser.plugged.push(HANDS);
  const tab = storage();
  const devices = new Devices(null, tab);
  await devices.openWanted();
  expect(devices.second.track.value).toBeNull();
  await devices.choose("video", "camera");
  expect(devices.spareCameras().map(({ id }) => id)).toEqual(["hands"]);
  await devices.openSecond("hands");
  expect(opened(devices.second.track.value)?.label).toBe("Hands");
  const reloaded = new Devices(null, tab);
  await reloaded.openWanted();
  expect(opened(reloaded.second.track.value)?.label).toBe("Hands");
  const elsewhere = new Devices(null, storage());
  await elsewhere.openWanted();
  expect(elsewhere.second.track.value).toBeNull();
});

test("a second camera that was stopped, or is not plugged in any more, is not opened again, nor another for it", async () => {
  browser.plugged.push(HANDS);
  const tab = storage();
  const devices = new Devices(null, tab);
  await devices.openSecond("hands");
  browser.plugged.pop();
  const without = new Devices(null, tab);
  await without.openWanted();
  expect(without.second.track.value).toBeNull();
  browser.plugged.push(HANDS);
  devices.closeSecond();
  const stopped = new Devices(null, tab);
  await stopped.openWanted();
  expect(stopped.second.track.value).toBeNull();
});

test("a machine that cannot keep up takes fewer and smaller pictures, from a camera opened later too", async () => {
  const devices = new Devices(null);
  await devices.openCamera();
  const first = devices.camera.track.value as unknown as FakeTrack;
  devices.takeFewer(15);
  devices.takeFewer(15);
  expect(first.applied).toEqual([
    { width: { ideal: 320 }, height: { ideal: 180 }, frameRate: { ideal: 15, max: 15 } },
  ]);
  devices.takeFewer(1);
  expect(first.applied.at(-1)?.frameRate).toEqual({ ideal: 5, max: 5 });
  await devices.openCamera();
  const second = devices.camera.track.value as unknown as FakeTrack;
  expect(second.applied).toHaveLength(1);
  devices.takeFewer(null);
  expect(second.applied.at(-1)).toMatchObject({ width: { ideal: 1280 }, frameRate: { ideal: 30 } });
});

test("a round trip that was measured counts while its devices are in use", async () => {
  const kept = storage();
  const trip = { ms: 60, spreadMs: 0.1, n: 12, way: "cable" as const, outputMs: 20, inputMs: 10, atS: 1 };
  remember(kept, pairOf(null, "usb"), trip);
  browser.plugged.push({ kind: "audioinput", deviceId: "usb", label: "USB" });
  const devices = new Devices(kept);
  const context = { outputLatency: 0.02, baseLatency: 0.01 } as AudioContext;
  expect(outputDelayS(context)).toBeCloseTo(0.02);
  await devices.choose("audio", "usb");
  expect(measuredTripMs()).toBe(60);
  expect(outputDelayS(context)).toBeCloseTo(0.035);
  await devices.choose("audio", "built-in");
  expect(measuredTripMs()).toBeNull();
  await devices.choose("audio", "usb");
  devices.close();
  expect(outputDelayS(context)).toBeCloseTo(0.02);
});
