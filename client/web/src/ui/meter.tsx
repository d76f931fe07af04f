/** A level meter. It draws itself on animation frames, outside of all reactive state. */
import { useEffect, useRef } from "preact/hooks";
import { FLOOR_DBFS, MeterBallistics } from "../core/meters";
import { t } from "../i18n";
import { tapLevel } from "../media/level";

export interface MeterProps {
  track: MediaStreamTrack | null;
  label: string;
  thin?: boolean;
  /** Called with the level a few times a second, for who wants to know that something was heard. */
  onLevel?: (dbfs: number) => void;
  testId?: string;
}

const TELL_MS = 200;
/** Twenty times a second moves smoothly; every frame would have a slow machine draw the whole page anew. */
const DRAW_MS = 45;

export function Meter({ track, label, thin = false, onLevel, testId }: MeterProps) {
  const box = useRef<HTMLDivElement>(null);
  const bar = useRef<HTMLDivElement>(null);
  const told = useRef(onLevel);
  told.current = onLevel;

  useEffect(() => {
    if (!track || !box.current || !bar.current) return;
    return draw(track, box.current, bar.current, (dbfs) => told.current?.(dbfs));
  }, [track]);

  return (
    // biome-ignore lint/a11y/useSemanticElements: <meter> cannot be drawn without layout on every frame
    <div
      class={thin ? "meter meter-thin" : "meter"}
      ref={box}
      role="meter"
      tabIndex={-1}
      aria-label={label}
      aria-valuemin={FLOOR_DBFS}
      aria-valuemax={0}
      aria-valuenow={FLOOR_DBFS}
      data-testid={testId}
    >
      <div class="meter-bar" ref={bar} />
      <span class="meter-word">{t("meter.tooLoud")}</span>
    </div>
  );
}

function draw(
  track: MediaStreamTrack,
  box: HTMLElement,
  bar: HTMLElement,
  onLevel: (dbfs: number) => void,
): () => void {
  const tap = tapLevel(track);
  const ballistics = new MeterBallistics();
  let frame = 0;
  let toldMs = 0;
  let drawnMs = 0;
  const step = (nowMs: number) => {
    frame = requestAnimationFrame(step);
    if (nowMs - drawnMs < DRAW_MS) return;
    drawnMs = nowMs;
    ballistics.feed(tap.peak(), nowMs / 1000);
    bar.style.transform = `scaleX(${ballistics.fraction.toFixed(3)})`;
    if (nowMs - toldMs >= TELL_MS) {
      toldMs = nowMs;
      const dbfs = Math.round(ballistics.levelDbfs);
      box.dataset.clipped = String(ballistics.clipped(nowMs / 1000));
      box.setAttribute("aria-valuenow", String(Math.max(FLOOR_DBFS, dbfs)));
      onLevel(ballistics.levelDbfs);
    }
  };
  frame = requestAnimationFrame(step);
  return () => {
    cancelAnimationFrame(frame);
    tap.close();
    bar.style.transform = "scaleX(0)";
  };
}
