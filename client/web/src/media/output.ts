/** Where a tool's sound leaves the page: straight to the chosen output, with a volume of this end alone. */
import { audioContext } from "./audio-context";

export interface ToolOutput {
  context: AudioContext;
  input: GainNode;
  close(): void;
}

type Routable = AudioContext & { setSinkId?: (id: string) => Promise<void> };

/** Opens a way out; `volume` is 0-1. Not every browser can choose an output; then the system's own is used. */
export function openOutput(outputId: string | null, volume: number): ToolOutput {
  const context: Routable = audioContext();
  if (outputId && context.setSinkId) void context.setSinkId(outputId).catch(() => {});
  const input = context.createGain();
  input.gain.value = volume;
  input.connect(context.destination);
  return { context, input, close: () => input.disconnect() };
}
