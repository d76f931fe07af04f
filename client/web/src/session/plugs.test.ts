import { effect } from "@preact/signals";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Devices } from "../media/devices";
import { Plugs } from "./plugs";

const HEADSET = { kind: "audioinput", deviceId: "h", label: "Headset" };
const BUILT_IN = { kind: "audioinput", deviceId: "b", label: "Built-in" };
const sound = (deviceId: string, label: string) => ({ kind: "audiooutput", deviceId, label });

class FakeTrack {
  contentHint = "";
  onended: (() => void) | null = null;
  constructor(readonly label: string) {}
  stop(): void {}
}

/** A computer one can pull plugs out of: its first microphone is the system's choice. */
class Computer extends EventTarget {
  plugged = [HEADSET, BUILT_IN, sound("default", "Default - Headset"), sound("s", "Speakers")];
  open: FakeTrack | null = null;

  async getUserMedia({ audio }: { audio: { deviceId?: { exact: string } } }) {
    const exact = audio.deviceId?.exact;
    const found = this.plugged.find(
      ({ kind, deviceId }) => kind === "audioinput" && (!exact || deviceId === exact),
    );
    if (!found) throw Object.assign(new Error(), { name: exact ? "OverconstrainedError" : "NotFoundError" });
    this.open = new FakeTrack(found.label);
    return { getTracks: () => [this.open] };
  }

  async enumerateDevices() {
    return this.plugged;
  }

  async now(plugged: typeof this.plugged): Promise<void> {
    const pulled = !plugged.some(({ label }) => label === this.open?.label);
    this.plugged = plugged;
    if (pulled) this.open?.onended?.();
    this.dispatchEvent(new Event("devicechange"));
    await vi.waitFor(() => expect(devices.microphone.opening.peek()).toBe(false));
    await settled();
  }
}

let computer: Computer;
let devices: Devices;
let plugs: Plugs;
let stop: () => void;
const settled = async () => {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
};

beforeEach(async () => {
  computer = new Computer();
  vi.stubGlobal("navigator", { mediaDevices: computer });
  devices = new Devices(null);
  plugs = new Plugs(devices);
  stop = effect(() => plugs.follow());
  await devices.openMicrophone();
});

afterEach(() => {
  stop();
  vi.unstubAllGlobals();
});

test("a headset pulled out gives way to another microphone, and takes its place again when it is back", async () => {
  const [headset, builtIn, ...outputs] = computer.plugged as [typeof HEADSET, typeof BUILT_IN];
  await computer.now([builtIn, ...outputs]);
  expect(computer.open?.label).toBe("Built-in");
  expect(plugs.notes.peek().get("microphone")).toEqual({ what: "lost", lost: "Headset", now: "Built-in" });
  await computer.now([headset, builtIn, ...outputs]);
  expect(computer.open?.label).toBe("Headset");
  expect(plugs.notes.peek().get("microphone")).toEqual({ what: "back", now: "Headset" });
});

test("with no other microphone nothing takes its place, and its return is noticed", async () => {
  const [headset, , ...outputs] = computer.plugged as [typeof HEADSET, typeof BUILT_IN];
  await computer.now(outputs);
  expect(devices.microphone.problem.peek()).toBe("absent");
  await computer.now([headset, ...outputs]);
  expect(devices.microphone.track.peek()?.label).toBe("Headset");
});

test("sound that the system moves to the loudspeaker is noticed, and that it came back", async () => {
  const inputs = [HEADSET, BUILT_IN];
  await computer.now([...inputs, sound("default", "Default - Speakers"), sound("s", "Speakers")]);
  expect(plugs.notes.peek().get("output")).toEqual({ what: "lost", lost: "Headset", now: "Speakers" });
  await computer.now([...inputs, sound("default", "Default - Headset"), sound("s", "Speakers")]);
  expect(plugs.notes.peek().get("output")).toEqual({ what: "back", now: "Headset" });
});

test("chosen headphones that are pulled out leave the sound to the system until they are back", async () => {
  const inputs = [HEADSET, BUILT_IN];
  const all = [
    ...inputs,
    sound("default", "Default - Speakers"),
    sound("s", "Speakers"),
    sound("p", "Phones"),
  ];
  await computer.now(all);
  await devices.choose("output", "p");
  await computer.now(all.slice(0, -1));
  expect(devices.output.peek()).toBeNull();
  expect(plugs.notes.peek().get("output")).toEqual({ what: "lost", lost: "Phones", now: "Speakers" });
  await computer.now(all);
  expect(devices.output.peek()).toBe("p");
  expect(plugs.notes.peek().get("output")).toEqual({ what: "back", now: "Phones" });
});

test("a microphone that a person chooses is no news", async () => {
  await devices.choose("audio", "b");
  await settled();
  expect(plugs.notes.peek().size).toBe(0);
});
