/** The one AudioContext of the page: meters and the test tone. The lesson's sound does not pass through it. */
import { type Kept, untoldMs } from "../core/round-trip/kept";

let context: AudioContext | null = null;
/** The round trip that was measured of the devices in use; null: the browser's word is all there is. */
let measured: Kept | null = null;

export function audioContext(): AudioContext {
  context ??= new AudioContext({ latencyHint: "interactive" });
  if (context.state === "suspended") void context.resume().catch(() => {});
  return context;
}

export function setRoundTrip(kept: Kept | null): void {
  measured = kept;
}

/** There and back, ms; null where nobody measured it. */
export function measuredTripMs(): number | null {
  return measured?.ms ?? null;
}

/** What of `outputDelayS` was measured and not told by the browser, s. */
export function untoldOutputS(): number {
  return untoldMs(measured) / 1000;
}

/** When a sample scheduled now is heard, seconds from now. */
export function outputDelayS(context: AudioContext): number {
  return Math.max(0, (context.outputLatency || context.baseLatency || 0) + untoldOutputS());
}

/** Between handing out a sample and the ear, ms: measured where it was, else the browser's word. */
export function outputLatencyMs(): number {
  return context ? 1000 * outputDelayS(context) : 0;
}

/** The browser's word alone, ms. */
export function browserOutputMs(): number {
  return context ? 1000 * (context.outputLatency || context.baseLatency || 0) : 0;
}
