/** One page of a score with what is drawn on it, in a view that can be scrolled. */
import { useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { PER_PAGE } from "../../../core/strokes";
import { t } from "../../../i18n";
import type { Desk } from "./desk";
import { MarkShape } from "./marks";
import { Pen } from "./pen";

export function PageView({ desk }: { desk: Desk }) {
  const view = useRef<HTMLElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const ratio = useSignal(Math.SQRT2);
  const sheet = desk.sheet.value;
  const score = desk.score.value;
  const page = Math.min(desk.page.value, desk.pages.value);
  const zoom = desk.zoom.value;
  usePainting(desk, canvas, page, (value) => {
    ratio.value = value;
  });
  useView(desk, view);
  if (score === null) return null;
  const height = PER_PAGE * ratio.value;
  const marks = desk.table.marksOn(score, page);
  const texts = marks.filter(({ shape }) => shape === "text").map(({ text }) => text);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a view that scrolls has to be reached by keyboard
    <section class="score-view" ref={view} tabIndex={0} aria-label={t("score.view")}>
      <div
        class="score-page"
        style={{ inlineSize: `calc(${zoom} * min(100%, 50rem))`, aspectRatio: `1 / ${ratio.value}` }}
        data-testid="score-page"
        data-page={page}
        data-painted="no"
      >
        <canvas ref={canvas} />
        <svg
          class="score-marks"
          viewBox={`0 0 ${PER_PAGE} ${Math.round(height)}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={[t("score.page.marks", { page, marks: marks.length }), ...texts].join(". ")}
          data-testid="score-marks"
        >
          {marks.map((mark) => (
            <MarkShape key={mark.id} mark={mark} height={height} />
          ))}
        </svg>
        <Pointers desk={desk} page={page} />
        {sheet && desk.table.draws.value && <Pen desk={desk} page={page} height={height} marks={marks} />}
      </div>
    </section>
  );
}

function Pointers({ desk, page }: { desk: Desk; page: number }) {
  const names = new Map(desk.table.lesson.value.participants.map(({ id, name }) => [id, name]));
  return (
    <>
      {[...desk.table.pointers.value.values()]
        .filter((at) => at.score === desk.score.value && at.page === page)
        .map(({ participant, x, y }) => (
          <span
            key={participant}
            class="score-pointer"
            style={{ insetInlineStart: `${x / 100}%`, insetBlockStart: `${y / 100}%` }}
            data-testid="score-pointer"
          >
            <span class="score-pointer-name">{names.get(participant) ?? ""}</span>
          </span>
        ))}
    </>
  );
}

/** Paints the page as large as it is shown; again when the view or the zoom has changed. */
function usePainting(
  desk: Desk,
  canvas: { current: HTMLCanvasElement | null },
  page: number,
  tellRatio: (ratio: number) => void,
): void {
  const sheet = desk.sheet.value;
  const zoom = desk.zoom.value;
  useEffect(() => {
    const element = canvas.current;
    if (!sheet || !element) return;
    let over = false;
    let paintedPx = 0;
    const paint = async () => {
      tellRatio(await sheet.ratio(page));
      const widthPx = Math.round(element.clientWidth * window.devicePixelRatio);
      if (over || widthPx === 0 || widthPx === paintedPx) return;
      paintedPx = widthPx;
      await sheet.paint(page, element, widthPx);
      if (!over && element.parentElement) element.parentElement.dataset.painted = String(page);
    };
    const failed = () => {
      if (!over) desk.problem.value = "kind";
    };
    const watch = new ResizeObserver(() => void paint().catch(failed));
    watch.observe(element);
    return () => {
      over = true;
      watch.disconnect();
    };
  }, [sheet, page, zoom]);
}

/** Keeps the view where somebody put it, and tells where this person puts it. */
function useView(desk: Desk, view: { current: HTMLElement | null }): void {
  const centre = desk.centre.value;
  const zoom = desk.zoom.value;
  const last = useRef({ x: 0.5, y: 0 });
  const moved = useRef(false);
  const height = view.current?.scrollHeight ?? 0;
  useLayoutEffect(() => {
    const element = view.current;
    if (!element) return;
    const to = centre ?? last.current;
    const before = [element.scrollLeft, element.scrollTop];
    element.scrollLeft = to.x * element.scrollWidth - element.clientWidth / 2;
    element.scrollTop = to.y * element.scrollHeight - element.clientHeight / 2;
    moved.current = before[0] !== element.scrollLeft || before[1] !== element.scrollTop;
  }, [centre, zoom, height, desk.sheet.value]);
  useEffect(() => {
    const element = view.current;
    if (!element) return;
    const scrolled = () => {
      last.current = {
        x: (element.scrollLeft + element.clientWidth / 2) / element.scrollWidth,
        y: (element.scrollTop + element.clientHeight / 2) / element.scrollHeight,
      };
      // Moving because somebody else moved is not moving.
      if (moved.current) moved.current = false;
      else desk.looked(last.current);
    };
    element.addEventListener("scroll", scrolled, { passive: true });
    return () => element.removeEventListener("scroll", scrolled);
  }, [desk]);
}
