/** Microphone, camera and output of this page: what there is, what is chosen, what is open. */
import { computed, effect, signal } from "@preact/signals";
import type { KeyValue } from "../core/memory";
import { pairOf, recall } from "../core/round-trip/kept";
import { setRoundTrip } from "./audio-context";
import { type CaptureProblem, openTrack, problemOf, sparedCamera } from "./capture";

export type CaptureKind = "audio" | "video";
type ChoiceKind = CaptureKind | "output";

export interface DeviceChoice {
  id: string;
  label: string;
}

const KINDS = { audioinput: "audio", videoinput: "video", audiooutput: "output" } as const;
const STORED = "klangbro.devices";
const SECOND = "klangbro.second-camera";
const SPEAKER = "klangbro.speaker";
const WITHOUT_CAMERA = "klangbro.without-camera";

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

  async open(deviceId: string | null, speaker = false): Promise<void> {
    this.#turn += 1;
    const turn = this.#turn;
    this.opening.value = true;
    try {
      const track = await openTrack(this.#kind, deviceId, speaker);
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
  /** Another camera beside it, of the hands, say. Only this page's person opens it. */
  readonly second = new Capture("video");
  readonly known = signal<Record<ChoiceKind, DeviceChoice[]>>({ audio: [], video: [], output: [] });
  readonly chosen = signal<Record<ChoiceKind, string | null>>({ audio: null, video: null, output: null });
  /** Where sound goes: what was chosen, while it is plugged in; null: where the system sends it. */
  readonly output = computed(() => {
    const { output } = this.chosen.value;
    const known = this.known.value.output;
    return known.length === 0 || known.some(({ id }) => id === output) ? output : null;
  });
  /** Whether this person wants to be seen, in this tab; a reload must not show whom it did not show before. */
  readonly cameraWanted = signal(true);
  /** No headphones: the far end comes out of a loudspeaker, and its echo is taken out of the microphone. */
  readonly speaker = signal(false);
  /** This person plays for the homework: nobody else is to be heard here meanwhile. */
  readonly alone = signal(false);
  readonly #storage: KeyValue | null;
  readonly #tab: KeyValue | null;
  #fps: number | null = null;

  constructor(storage: KeyValue | null, tab: KeyValue | null = null) {
    this.#storage = storage;
    this.#tab = tab;
    this.chosen.value = { ...this.chosen.peek(), ...this.#stored() };
    this.speaker.value = storage?.getItem(SPEAKER) === "yes";
    this.cameraWanted.value = tab?.getItem(WITHOUT_CAMERA) !== "yes";
    // A round trip that was measured here counts while its own devices are in use.
    effect(() => {
      const track = this.microphone.track.value;
      const pair = pairOf(this.output.value, track?.getSettings?.().deviceId ?? this.chosen.value.audio);
      setRoundTrip(track ? recall(storage, pair) : null);
    });
    navigator.mediaDevices?.addEventListener?.("devicechange", () => void this.#changed());
  }

  /** Opens what is wanted and not open yet: on entering, coming back, or after a reload. */
  async openWanted(): Promise<void> {
    if (!this.microphone.track.peek()) await this.openMicrophone();
    const camera =
      this.cameraWanted.peek() && !this.camera.track.peek() && this.camera.problem.peek() === null;
    if (camera) await this.openCamera();
    await this.#reopenSecond();
  }

  /** Cameras beside the one that is open, to choose a second from. */
  spareCameras(): DeviceChoice[] {
    const first = this.camera.track.value?.getSettings().deviceId ?? this.chosen.value.video;
    return this.known.value.video.filter(({ id }) => id !== first);
  }

  async openSecond(id: string): Promise<void> {
    this.#tab?.setItem(SECOND, id);
    await this.second.open(id);
    if (this.#fps !== null) this.#spare(this.second.track.peek());
    await this.refresh();
  }

  closeSecond(): void {
    this.#tab?.removeItem(SECOND);
    this.second.close();
  }

  /** After a reload: the same camera or none, never another one. */
  async #reopenSecond(): Promise<void> {
    const id = this.#tab?.getItem(SECOND);
    if (!id || this.second.track.peek()) return;
    if (this.known.peek().video.some((camera) => camera.id === id)) await this.openSecond(id);
  }

  /** How many pictures a second this machine can take; null: as many as there are. */
  takeFewer(fps: number | null): void {
    if (fps === this.#fps) return;
    this.#fps = fps;
    for (const { track } of [this.camera, this.second]) this.#spare(track.peek());
  }

  /** Whether this machine cannot take as many pictures as there are. */
  get sparing(): boolean {
    return this.#fps !== null;
  }

  #spare(track: MediaStreamTrack | null): void {
    // A camera that cannot take fewer is encoded less all the same.
    void track?.applyConstraints(sparedCamera(this.#fps)).catch(() => {});
  }

  setCamera(wanted: boolean): void {
    this.cameraWanted.value = wanted;
    if (wanted) this.#tab?.removeItem(WITHOUT_CAMERA);
    else this.#tab?.setItem(WITHOUT_CAMERA, "yes");
    if (!wanted) this.camera.close();
    else if (!this.camera.track.peek()) void this.openCamera();
  }

  /** An open microphone is opened anew; a closed one stays closed. */
  async setSpeaker(on: boolean): Promise<void> {
    if (on === this.speaker.peek()) return;
    this.speaker.value = on;
    if (on) this.#storage?.setItem(SPEAKER, "yes");
    else this.#storage?.removeItem(SPEAKER);
    if (this.microphone.track.peek()) await this.openMicrophone();
  }

  async openMicrophone(deviceId = this.chosen.peek().audio): Promise<void> {
    await this.microphone.open(deviceId, this.speaker.peek());
    await this.refresh();
  }

  async openCamera(): Promise<void> {
    await this.camera.open(this.chosen.peek().video);
    if (this.#fps !== null) this.#spare(this.camera.track.peek());
    await this.refresh();
  }

  async choose(kind: ChoiceKind, id: string | null): Promise<void> {
    this.chosen.value = { ...this.chosen.peek(), [kind]: id };
    this.#store();
    if (kind === "audio") await this.openMicrophone();
    if (kind === "video") await this.openCamera();
  }

  /** A plug went in or out. A microphone that was missing may be there now, or another takes its place. */
  async #changed(): Promise<void> {
    await this.refresh();
    const missing = this.microphone.problem.peek() === "absent";
    if (missing && this.known.peek().audio.length > 0) await this.openMicrophone();
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
    this.second.close();
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
