/** The hand over a page: pointing, drawing and rubbing out, with mouse, finger, pen or keys. */
import { useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { markAt, PER_PAGE, type Point, placed, simplify, writePoints } from "../../../core/strokes";
import { t } from "../../../i18n";
import type { Mark } from "../../../protocol";
import { Button } from "../../../ui/kit";
import type { Desk } from "./desk";
import { linePath } from "./marks";
import { TOOL_WORDS } from "./signs";

const REACH = 250;
const STEP = 100;
const FAR_STEP = 500;
const KEYS: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

interface Props {
  desk: Desk;
  page: number;
  height: number;
  marks: readonly Mark[];
}

export function Pen({ desk, page, height, marks }: Props) {
  const hand = useRef<HTMLDivElement>(null);
  const line = useRef<SVGPathElement>(null);
  const drawn = useRef<Point[] | null>(null);
  const cursor = useSignal<Point>({ x: PER_PAGE / 2, y: PER_PAGE / 4 });
  const keys = useSignal(false);
  const writing = useSignal<Point | null>(null);
  const { table } = desk;
  const tool = desk.tool.value;
  const score = desk.score.value ?? "";
  const colour = desk.colour.value;
  const strokes = tool === "pen" || tool === "highlighter";

  const show = (points: readonly Point[] | null) =>
    line.current?.setAttribute(
      "d",
      points ? linePath(points.map(({ x, y }) => ({ x, y: (y * height) / PER_PAGE }))) : "",
    );
  const put = (shape: Mark["shape"], points: readonly Point[], text = "") =>
    table.draw({ score, page, shape, colour, points: writePoints(points), text });
  const rub = (at: Point) => {
    const own = table.role.peek() === "teacher" ? marks : marks.filter((mark) => isOwn(desk, mark.id));
    const found = markAt(own, at, REACH);
    if (found) table.erase(score, [found.id]);
  };
  const begin = (at: Point) => {
    if (strokes) drawn.current = [at];
    else if (tool === "erase") rub(at);
    else if (tool === "sign") put("sign", [at], desk.sign.peek());
    else if (tool === "text") writing.value = at;
  };
  const end = () => {
    const points = drawn.current;
    drawn.current = null;
    show(null);
    if (points && strokes) put(tool, simplify(points));
  };
  const move = (at: Point) => {
    if (tool === "point") table.point({ score, page, ...placed(at) }, { score, page });
    if (!drawn.current) return;
    drawn.current.push(at);
    show(drawn.current);
  };
  const away = () => table.point(null, { score, page });
  useEffect(() => away, [page, score]);
  useEffect(() => {
    drawn.current = null;
    show(null);
    writing.value = null;
  }, [tool, page, score]);

  const key = (event: KeyboardEvent) => {
    const step = KEYS[event.key];
    if (step) {
      const by = event.shiftKey ? FAR_STEP : STEP;
      const at = placed({ x: cursor.value.x + step[0] * by, y: cursor.value.y + step[1] * by });
      cursor.value = at;
      move(at);
    } else if (event.key === "Enter" || event.key === " ") {
      if (drawn.current) end();
      else begin(cursor.value);
    } else if (event.key === "Escape" && drawn.current) {
      drawn.current = null;
      show(null);
    } else return;
    keys.value = true;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <>
      <div
        class="score-hand"
        ref={hand}
        data-tool={tool}
        data-testid="score-hand"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: drawing by keys needs the focus
        tabIndex={0}
        role="application"
        aria-label={t("score.hand", { tool: t(TOOL_WORDS[tool]) })}
        aria-describedby="score-hand-keys"
        onKeyDown={key}
        onBlur={() => {
          keys.value = false;
          away();
        }}
        onMouseDown={(event) => {
          // The focus is for the words that are to be written here, not for the page below them.
          if (tool === "text") event.preventDefault();
        }}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          if (strokes) event.currentTarget.setPointerCapture(event.pointerId);
          keys.value = false;
          cursor.value = placed(placeOf(event));
          begin(placeOf(event));
        }}
        onPointerMove={(event) => {
          const all = event.getCoalescedEvents?.() ?? [];
          for (const each of all.length > 0 ? all : [event]) move(placeOf(each, event.currentTarget));
        }}
        onPointerUp={() => drawn.current && end()}
        onPointerCancel={end}
        onPointerLeave={away}
      >
        <svg viewBox={`0 0 ${PER_PAGE} ${Math.round(height)}`} preserveAspectRatio="none" aria-hidden="true">
          <path ref={line} class={`mark-${strokes ? tool : "pen"} ink-${colour}`} />
        </svg>
        {keys.value && (
          <span
            class="score-cursor"
            style={{
              insetInlineStart: `${cursor.value.x / 100}%`,
              insetBlockStart: `${cursor.value.y / 100}%`,
            }}
          />
        )}
      </div>
      <span class="unseen" id="score-hand-keys">
        {t("score.hand.keys")}
      </span>
      {writing.value && (
        <Words
          at={writing.value}
          onDone={(text) => {
            if (text && writing.value) put("text", [writing.value], text);
            writing.value = null;
            hand.current?.focus();
          }}
        />
      )}
    </>
  );
}

function isOwn(desk: Desk, mark: string): boolean {
  const lesson = desk.table.lesson.peek();
  return lesson.papers.ops.some((op) => op.mark?.id === mark && op.participant === lesson.me?.participant);
}

function placeOf(event: PointerEvent, of = event.currentTarget as HTMLElement): Point {
  const box = of.getBoundingClientRect();
  return {
    x: ((event.clientX - box.left) / box.width) * PER_PAGE,
    y: ((event.clientY - box.top) / box.height) * PER_PAGE,
  };
}

/** A line to write on, there where it will stand. */
function Words({ at, onDone }: { at: Point; onDone: (text: string) => void }) {
  const input = useRef<HTMLInputElement>(null);
  // Before the next key: who types at once loses no letter.
  useLayoutEffect(() => input.current?.focus(), []);
  return (
    <form
      class="score-words"
      style={{ insetInlineStart: `${Math.min(at.x, 6000) / 100}%`, insetBlockStart: `${at.y / 100}%` }}
      onSubmit={(event) => {
        event.preventDefault();
        onDone(input.current?.value.trim() ?? "");
      }}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === "Escape") onDone("");
      }}
    >
      <input
        class="input"
        ref={input}
        maxLength={200}
        aria-label={t("score.words")}
        data-testid="score-words"
      />
      <Button kind="primary" size="small" type="submit">
        {t("score.words.put")}
      </Button>
    </form>
  );
}
