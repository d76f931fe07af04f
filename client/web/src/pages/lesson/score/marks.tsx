/** Marks as outlines over a page. The page is 10000 wide and `height` high. */
import { PER_PAGE, readPoints } from "../../../core/strokes";
import type { Mark } from "../../../protocol";
import { outline } from "./signs";

export function MarkShape({ mark, height }: { mark: Mark; height: number }) {
  const [first = { x: 0, y: 0 }, ...rest] = readPoints(mark.points).map(({ x, y }) => ({
    x,
    y: (y * height) / PER_PAGE,
  }));
  const named = { class: `mark-${mark.shape} ink-${mark.colour}`, "data-mark": mark.id };
  if (mark.shape === "text")
    return (
      <text {...named} x={first.x} y={first.y}>
        {mark.text}
      </text>
    );
  if (mark.shape === "sign")
    return <path {...named} d={outline(mark.text)} transform={`translate(${first.x} ${first.y})`} />;
  return <path {...named} d={linePath([first, ...rest])} />;
}

/** A line through all points; a single one is a dot, which a round end makes visible. */
export function linePath(points: readonly { x: number; y: number }[]): string {
  const places = points.map(({ x, y }) => `${Math.round(x)} ${Math.round(y)}`);
  return places.length === 1 ? `M${places[0]}h1` : `M${places.join("L")}`;
}
