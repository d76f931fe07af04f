/** Measuring this page's microphone: only after its person said yes, and only of the one that is open now. */
import { effect, signal } from "@preact/signals";
import type { Devices } from "../media/devices";
import type { Measured } from "../protocol";

export class Measuring {
  readonly running = signal(false);
  /** What was found of the microphone that is open; another one was not measured. */
  readonly found = signal<Measured | null>(null);
  /** Whether its person has yet to read what came of it. */
  readonly told = signal(true);
  readonly #devices: Devices;
  readonly #stop: () => void;
  #abort: AbortController | null = null;

  constructor(devices: Devices) {
    this.#devices = devices;
    this.#stop = effect(() => {
      devices.microphone.track.value;
      this.#forget();
    });
  }

  async start(): Promise<void> {
    const track = this.#devices.microphone.track.peek();
    if (!track || this.running.peek()) return;
    this.#forget();
    const abort = new AbortController();
    this.#abort = abort;
    this.running.value = true;
    const found = await this.#probe(track.getSettings().deviceId ?? null, abort.signal);
    if (abort.signal.aborted) return;
    this.running.value = false;
    this.told.value = false;
    this.found.value = found;
  }

  close(): void {
    this.#stop();
    this.#forget();
  }

  async #probe(microphoneId: string | null, stopped: AbortSignal): Promise<Measured> {
    const { probeMicrophone } = await import("../media/probe");
    const { speaker, output } = this.#devices;
    const wish = { microphoneId, speaker: speaker.peek(), outputId: output.peek(), stopped };
    // A browser that cannot record, or a microphone that is gone: then nothing can be told.
    const verdict = await probeMicrophone(wish).catch(() => null);
    const { echo = "unknown", noise = "unknown", gain = "unknown" } = verdict ?? {};
    return { echo_cancellation: echo, noise_suppression: noise, gain_control: gain };
  }

  #forget(): void {
    this.#abort?.abort();
    this.#abort = null;
    this.running.value = false;
    this.found.value = null;
    this.told.value = true;
  }
}
