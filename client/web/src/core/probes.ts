/** The messages of a measurement: run and number, made as long as the profile's packets. Pure. */

export interface Probe {
  run: number;
  number: number;
}

/** Asks whether the channel carries both ways; the far end says the same back. */
export const KNOCK = '{"r":0,"s":0}';

export function probeText({ run, number }: Probe, size: number): string {
  const bare = `{"r":${run},"s":${number},"x":""}`;
  return `{"r":${run},"s":${number},"x":"${"0".repeat(Math.max(0, size - bare.length))}"}`;
}

/** What the far end sent; null where that is no message of a measurement. */
export function readProbe(text: string): Probe | null {
  try {
    const said: unknown = JSON.parse(text);
    const { r, s } = (said ?? {}) as { r?: unknown; s?: unknown };
    return Number.isSafeInteger(r) && Number.isSafeInteger(s) ? { run: Number(r), number: Number(s) } : null;
  } catch {
    return null;
  }
}

/** How many packets are due by now, of those that begin `interval` apart; never more than all. */
export function dueBy(elapsedMs: number, intervalMs: number, count: number): number {
  return Math.min(count, Math.max(0, Math.floor(elapsedMs / intervalMs) + 1));
}
