/** Headsets that are pulled out in the middle of a lesson: another device takes over, and gives back. */
import { signal, untracked } from "@preact/signals";
import { type PlugNote, PlugWatch } from "../core/plugs";
import type { DeviceChoice, Devices } from "../media/devices";

export type PlugKind = "microphone" | "output";

export class Plugs {
  /** What was last lost and what took its place, or that it is back; closed by the person. */
  readonly notes = signal<ReadonlyMap<PlugKind, PlugNote>>(new Map());
  readonly #devices: Devices;
  readonly #microphone = new PlugWatch();
  readonly #output = new PlugWatch();
  /** The plugged-in devices for which opening one was tried: once for each, not for ever. */
  #triedWith = "";
  #outputLabel = "";
  #chosen: { audio: string | null; output: string | null };

  constructor(devices: Devices) {
    this.#devices = devices;
    this.#chosen = { ...devices.chosen.peek() };
  }

  /** To be run in an effect: it looks anew when a track or the list of devices has changed. */
  follow(): void {
    const { track, problem, opening } = this.#devices.microphone;
    const known = this.#devices.known.value;
    const chosen = this.#devices.chosen.value;
    const now = { track: track.value, absent: problem.value === "absent", opening: opening.value };
    untracked(() => {
      if (!now.opening) this.#followMicrophone(now, known.audio, chosen.audio !== this.#chosen.audio);
      this.#followOutput(known.output, chosen.output, chosen.output !== this.#chosen.output);
      this.#chosen = { ...chosen };
    });
  }

  close(kind: PlugKind): void {
    const notes = new Map(this.notes.peek());
    notes.delete(kind);
    this.notes.value = notes;
  }

  #followMicrophone(
    { track, absent }: { track: MediaStreamTrack | null; absent: boolean },
    plugged: readonly DeviceChoice[],
    byHand: boolean,
  ): void {
    if (track) this.#say("microphone", this.#microphone.uses(track.label, byHand));
    // That nothing took its place is said where the microphone's problem is.
    else if (absent) this.#microphone.gone();
    const back = this.#microphone.back(plugged);
    if (!back && !(absent && !track && plugged.length > 0)) {
      this.#triedWith = "";
      return;
    }
    const having = plugged.map(({ id, label }) => `${id} ${label}`).join("\n");
    if (having === this.#triedWith) return;
    this.#triedWith = having;
    void this.#devices.openMicrophone(back?.id);
  }

  /** The system moves its own choice by itself; one that was chosen here is left and taken up again. */
  #followOutput(plugged: readonly DeviceChoice[], chosen: string | null, byHand: boolean): void {
    const used = plugged.find(({ id }) => id === (chosen ?? "default"));
    if (used) {
      const moved = this.#outputLabel !== "" && used.label !== this.#outputLabel;
      if (moved && !byHand && !this.#output.back([used])) this.#output.gone();
      this.#outputLabel = used.label;
      this.#say("output", this.#output.uses(used.label, byHand));
    } else if (chosen !== null && this.#outputLabel !== "" && plugged.length > 0) {
      const instead = plugged.find(({ id }) => id === "default") ?? plugged[0];
      this.#output.gone();
      this.#say("output", this.#output.uses(instead?.label ?? null));
    }
  }

  #say(kind: PlugKind, note: PlugNote | null): void {
    if (note) this.notes.value = new Map(this.notes.peek()).set(kind, note);
  }
}
