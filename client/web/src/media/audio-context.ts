/** The one AudioContext of the page: meters and the test tone. The lesson's sound does not pass through it. */
let context: AudioContext | null = null;

export function audioContext(): AudioContext {
  context ??= new AudioContext({ latencyHint: "interactive" });
  if (context.state === "suspended") void context.resume().catch(() => {});
  return context;
}

/** What the browser says between handing out a sample and the ear, ms. */
export function outputLatencyMs(): number {
  if (!context) return 0;
  const { outputLatency, baseLatency } = context;
  return 1000 * (outputLatency || baseLatency || 0);
}
