/** How exactly a warning's figures are told. Pure. */

export type Kind = "late" | "lost" | "worse" | "blocked" | "silent";

const RANGES: Record<Kind, readonly [number, number]> = {
  late: [0, 3],
  lost: [1, 3],
  worse: [0, 1],
  blocked: [0, 0],
  silent: [0, 0],
};

/**
 * As many decimals as show a limit as it was set, and what lies over it as over it; three at most. Letters say the same
 * (server/readiness/warning_letters.py).
 */
export function decimals({ kind, value, usual }: { kind: Kind; value: number; usual: number }): number {
  const [least, most] = RANGES[kind];
  for (let digits = least; digits < most; digits += 1) {
    const limit = Number(usual.toFixed(digits));
    if ((kind === "worse" || limit === usual) && Number(value.toFixed(digits)) !== limit) return digits;
  }
  return most;
}
