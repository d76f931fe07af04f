/** A part that comes again: two places, set where one is just now or by their sliders. */
import { clockOf, withLoop } from "../../../core/track";
import { t } from "../../../i18n";
import type { LessonTrack } from "../../../session/lesson-track";
import { Button } from "../../../ui/kit";
import { Slider } from "../tools/slider";

export function LoopChoice({ track, seconds }: { track: LessonTrack; seconds: number }) {
  const { loop } = track.state.value;
  const whole = { from_s: 0, to_s: seconds };
  const here = (moved: "from_s" | "to_s") =>
    track.set({ loop: withLoop(loop ?? whole, seconds, moved, track.placeS()) });
  const move = (moved: "from_s" | "to_s", to: number) =>
    track.setAtRest({ loop: withLoop(track.state.peek().loop ?? whole, seconds, moved, to) });
  return (
    <fieldset class="accents">
      <legend class="field-label">{t("track.loop")}</legend>
      <div class="row">
        <Button size="small" onClick={() => here("from_s")} testId="loop-from-here">
          {t("track.loop.fromHere")}
        </Button>
        <Button size="small" onClick={() => here("to_s")} testId="loop-to-here">
          {t("track.loop.toHere")}
        </Button>
        {loop && (
          <Button size="small" onClick={() => track.set({ loop: null })} testId="loop-off">
            {t("track.loop.off")}
          </Button>
        )}
      </div>
      {loop && (
        <div class="stack grow">
          {(["from_s", "to_s"] as const).map((end) => (
            <Slider
              key={end}
              label={t(end === "from_s" ? "track.loop.from" : "track.loop.to")}
              value={loop[end]}
              shown={clockOf(loop[end])}
              min={0}
              max={Math.floor(seconds)}
              step={1}
              onValue={(to) => move(end, to)}
              testId={end === "from_s" ? "loop-from" : "loop-to"}
            />
          ))}
        </div>
      )}
    </fieldset>
  );
}
