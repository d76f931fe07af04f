/** Bluetooth, by a device's name or by how late the browser says it is; and what it costs in a lesson. */

/** What a Bluetooth link adds between the sound and the ear, ms, as common codecs do (SBC, AAC). */
export const BLUETOOTH_MS = { from: 150, to: 250 };

/** A wired output is reported 5-60 ms late; Bluetooth ones 130 and more. */
const LATE_MS = 120;

const NAMES =
  /bluetooth|\bBT\b|hands-?free|\bHFP\b|\bA2DP\b|air ?pods|\bbuds\b|ear ?buds|\bbeats\b|\bbose (qc|quiet)|\bW[HF]-[0-9]|soundcore|freebuds|jabra elite|galaxy buds/i;

/** Radio headsets with a plug of their own (2.4 GHz) are quick enough and are not meant. */
export function isBluetoothName(label: string): boolean {
  return NAMES.test(label);
}

export interface Heard {
  /** The output's name; empty where the browser keeps it to itself. */
  output: string;
  /** The microphone's name. */
  microphone: string;
  /** What the browser reports between handing out a sample and the ear, ms; 0 where it says nothing. */
  outputMs: number;
  /** Likewise from the microphone, ms. */
  inputMs: number;
}

export interface Wireless {
  output: boolean;
  microphone: boolean;
}

export function wireless({ output, microphone, outputMs, inputMs }: Heard): Wireless {
  return {
    output: isBluetoothName(output) || outputMs >= LATE_MS,
    microphone: isBluetoothName(microphone) || inputMs >= LATE_MS,
  };
}
