/** How far this end is with the track, in words and as a bar; said once where it fails. */
import { figure, t } from "../../../i18n";
import type { LessonTrack } from "../../../session/lesson-track";
import { Button, Notice } from "../../../ui/kit";
import { TRACK_PROBLEMS } from "./problems";

export function TrackPhaseLine({ track }: { track: LessonTrack }) {
  const phase = track.phase.value;
  if (phase.name === "failed")
    return (
      <Notice tone="warn" title={t(TRACK_PROBLEMS[phase.problem])} live testId="track-failed">
        <div>
          <Button size="small" onClick={() => track.again()}>
            {t("tryAgain")}
          </Button>
        </div>
      </Notice>
    );
  return (
    <div class="stack-tight" data-testid="track-phase" data-phase={phase.name}>
      <p class="small soft">{words(track)}</p>
      {phase.name === "making" && (
        <progress class="progress" max={1} value={phase.done} aria-label={t("track.making.bar")} />
      )}
    </div>
  );
}

function words(track: LessonTrack): string {
  const phase = track.phase.value;
  switch (phase.name) {
    case "making":
      return t("track.making", { percent: figure(Math.round(100 * phase.done)) });
    case "loading":
      return t("track.loading");
    case "playing":
      return t("track.playing");
    case "ready":
      return t("track.ready");
    default:
      return "";
  }
}
