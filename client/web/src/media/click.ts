/** One click on the audio clock. */
import type { ClickKind } from "../core/metronome";
import type { ToolOutput } from "./output";

export const CLICK_S = 0.045;

type Sounding = Exclude<ClickKind, "silent">;

const CLICKS: Record<Sounding, { hz: number; level: number }> = {
  strong: { hz: 1760, level: 0.8 },
  plain: { hz: 1174.7, level: 0.5 },
  between: { hz: 880, level: 0.22 },
  count: { hz: 1396.9, level: 0.6 },
};

/** Lays a click out; disconnecting what comes back takes it away again. */
export function clickAt({ context, input }: ToolOutput, kind: Sounding, atS: number): OscillatorNode {
  const { hz, level } = CLICKS[kind];
  const oscillator = context.createOscillator();
  const envelope = context.createGain();
  oscillator.frequency.value = hz;
  envelope.gain.setValueAtTime(0, atS);
  envelope.gain.linearRampToValueAtTime(level, atS + 0.001);
  envelope.gain.exponentialRampToValueAtTime(0.0005, atS + CLICK_S);
  oscillator.connect(envelope).connect(input);
  oscillator.onended = () => envelope.disconnect();
  oscillator.start(atS);
  oscillator.stop(atS + CLICK_S);
  return oscillator;
}
