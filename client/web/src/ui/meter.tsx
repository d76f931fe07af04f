/** A level meter. It draws itself, outside of all reactive state. */
import { useEffect, useRef } from "preact/hooks";
import { FLOOR_DBFS, MeterBallistics } from "../core/meters";
import { t } from "../i18n";
import { tapLevel } from "../media/level";
import { often } from "./often";

export interface MeterProps {
  track: MediaStreamTrack | null;
  label: string;
  thin?: boolean;
  /** Called with the level a few times a second, for who wants to know that something was heard. */
  onLevel?: (dbfs: number) => void;
  testId?: string;
}

const TELL_MS = 200;

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
  let toldMs = 0;
  const stop = often((nowMs) => {
    ballistics.feed(tap.peak(), nowMs / 1000);
    bar.style.transform = `scaleX(${ballistics.fraction.toFixed(3)})`;
    if (nowMs - toldMs >= TELL_MS) {
      toldMs = nowMs;
      const dbfs = Math.round(ballistics.levelDbfs);
      box.dataset.clipped = String(ballistics.clipped(nowMs / 1000));
      box.setAttribute("aria-valuenow", String(Math.max(FLOOR_DBFS, dbfs)));
      onLevel(ballistics.levelDbfs);
    }
  });
  return () => {
    stop();
    tap.close();
    bar.style.transform = "scaleX(0)";
  };
}
