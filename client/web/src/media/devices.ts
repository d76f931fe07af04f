/** Microphone, camera and output of this page: what there is, what is chosen, what is open. */
import { computed, signal } from "@preact/signals";
import type { KeyValue } from "../core/memory";
import { type CaptureProblem, openTrack, problemOf } from "./capture";

export type CaptureKind = "audio" | "video";
type ChoiceKind = CaptureKind | "output";

export interface DeviceChoice {
  id: string;
  label: string;
}

const KINDS = { audioinput: "audio", videoinput: "video", audiooutput: "output" } as const;
const STORED = "klangbro.devices";

/** One microphone or camera: closed, being opened, open, or not to be had and why. */
export class Capture {
  readonly track = signal<MediaStreamTrack | null>(null);
  readonly problem = signal<CaptureProblem | null>(null);
  readonly opening = signal(false);
  readonly #kind: CaptureKind;
  #turn = 0;

  constructor(kind: CaptureKind) {
    this.#kind = kind;
  }

  async open(deviceId: string | null): Promise<void> {
    this.#turn += 1;
    const turn = this.#turn;
    this.opening.value = true;
    try {
      const track = await openTrack(this.#kind, deviceId);
      if (turn !== this.#turn) return track.stop();
      this.#replace(track);
      this.problem.value = null;
    } catch (cause) {
      if (turn !== this.#turn) return;
      this.#replace(null);
      this.problem.value = problemOf(cause);
    } finally {
      if (turn === this.#turn) this.opening.value = false;
    }
  }

  close(): void {
    this.#turn += 1;
    this.opening.value = false;
    this.#replace(null);
  }

  #replace(track: MediaStreamTrack | null): void {
    const old = this.track.peek();
    if (old) {
      old.onended = null;
      old.stop();
    }
    // A device pulled out ends its track by itself.
    if (track)
      track.onended = () => {
        this.track.value = null;
        this.problem.value = "absent";
      };
    this.track.value = track;
  }
}

export class Devices {
  readonly microphone = new Capture("audio");
  readonly camera = new Capture("video");
  readonly known = signal<Record<ChoiceKind, DeviceChoice[]>>({ audio: [], video: [], output: [] });
  readonly chosen = signal<Record<ChoiceKind, string | null>>({ audio: null, video: null, output: null });
  readonly output = computed(() => this.chosen.value.output);
  readonly #storage: KeyValue | null;

  constructor(storage: KeyValue | null) {
    this.#storage = storage;
    this.chosen.value = { ...this.chosen.peek(), ...this.#stored() };
    navigator.mediaDevices?.addEventListener?.("devicechange", () => void this.refresh());
  }

  async openMicrophone(): Promise<void> {
    await this.microphone.open(this.chosen.peek().audio);
    await this.refresh();
  }

  async openCamera(): Promise<void> {
    await this.camera.open(this.chosen.peek().video);
    await this.refresh();
  }

  async choose(kind: ChoiceKind, id: string | null): Promise<void> {
    this.chosen.value = { ...this.chosen.peek(), [kind]: id };
    this.#store();
    if (kind === "audio") await this.openMicrophone();
    if (kind === "video") await this.openCamera();
  }

  async refresh(): Promise<void> {
    const all = (await navigator.mediaDevices?.enumerateDevices().catch(() => [])) ?? [];
    const known: Record<ChoiceKind, DeviceChoice[]> = { audio: [], video: [], output: [] };
    // "communications" is a second name of a device that is listed anyway, for calls.
    for (const { kind, deviceId, label } of all)
      if (deviceId && deviceId !== "communications") known[KINDS[kind]].push({ id: deviceId, label });
    this.known.value = known;
  }

  close(): void {
    this.microphone.close();
    this.camera.close();
  }

  #stored(): Partial<Record<ChoiceKind, string | null>> {
    try {
      const stored: unknown = JSON.parse(this.#storage?.getItem(STORED) ?? "{}");
      const ids = Object.entries(stored as object).filter(([, id]) => typeof id === "string");
      return Object.fromEntries(ids);
    } catch {
      return {};
    }
  }

  #store(): void {
    try {
      this.#storage?.setItem(STORED, JSON.stringify(this.chosen.peek()));
    } catch {
      // A browser that remembers nothing asks again next time.
    }
  }
}
