/** From where to where a figure goes, beside others on one scale; said in words for who cannot see it. */
import { FOLLOW_MS, TOGETHER_MS } from "../../core/advice";

const HEIGHT = 14;
const WIDTH = 200;

export interface Range {
  lowMs: number;
  middleMs: number;
  highMs: number;
}

export function RangeBar({
  range,
  topMs,
  words,
  limits = false,
}: {
  range: Range;
  topMs: number;
  words: string;
  limits?: boolean;
}) {
  const x = (ms: number) => Math.min(WIDTH, (WIDTH * ms) / topMs);
  const middle = HEIGHT / 2;
  return (
    <svg
      class="range-bar"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={words}
    >
      {limits &&
        [TOGETHER_MS, FOLLOW_MS]
          .filter((ms) => ms <= topMs)
          .map((ms) => <path key={ms} class="range-limit" d={`M${x(ms)} 0V${HEIGHT}`} />)}
      <path class="range-span" d={`M${x(range.lowMs)} ${middle}H${x(range.highMs)}`} />
      <path class="range-middle" d={`M${x(range.middleMs)} 1V${HEIGHT - 1}`} />
    </svg>
  );
}
