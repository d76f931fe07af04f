/** What was checked on this device the last time, so that the next lesson begins with one step. */
import type { KeyValue } from "./memory";

/**
 * Marks of names, not the names: "Aino's headset" has no business on a school's shared computer.
 * `output` is empty where the browser keeps outputs to itself.
 */
export interface Checked {
  microphone: string;
  camera: string | null;
  output: string;
  /** Plays without headphones. */
  speaker: boolean;
}

export interface Known {
  audio: readonly { label: string }[];
  video: readonly { label: string }[];
  output: readonly { label: string }[];
}

const KEY = "klangbro.checked";

/** A name as a short mark (FNV-1a): enough to know it again, and not to be read. */
export function markOf(label: string): string {
  if (label === "") return "";
  let hash = 0x811c9dc5;
  for (let at = 0; at < label.length; at += 1)
    hash = Math.imul(hash ^ label.charCodeAt(at), 0x01000193) >>> 0;
  return hash.toString(36);
}

export function readChecked(storage: KeyValue | null): Checked | null {
  try {
    const stored = JSON.parse(storage?.getItem(KEY) ?? "null") as Partial<Checked> | null;
    if (typeof stored?.microphone !== "string" || stored.microphone === "") return null;
    return {
      microphone: stored.microphone,
      camera: typeof stored.camera === "string" ? stored.camera : null,
      output: typeof stored.output === "string" ? stored.output : "",
      speaker: stored.speaker === true,
    };
  } catch {
    return null;
  }
}

export function keepChecked(storage: KeyValue | null, checked: Checked): void {
  try {
    storage?.setItem(KEY, JSON.stringify(checked));
  } catch {
    // A browser that keeps nothing asks again next time.
  }
}

export function forgetChecked(storage: KeyValue | null): void {
  storage?.removeItem(KEY);
}

/** Whether everything that was checked is plugged in today. Nameless lists (not allowed yet) are no yes. */
export function allThere(checked: Checked, known: Known): boolean {
  const has = (list: Known["audio"], mark: string) =>
    list.some((device) => device.label !== "" && markOf(device.label) === mark);
  return (
    has(known.audio, checked.microphone) &&
    (checked.camera === null || has(known.video, checked.camera)) &&
    (checked.output === "" || has(known.output, checked.output))
  );
}
