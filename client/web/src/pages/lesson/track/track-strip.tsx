/** The track in sight over the picture while it is to play: its name, where one is, and a way to stop it. */
import { clockOf } from "../../../core/track";
import { figure, t } from "../../../i18n";
import type { LessonSession } from "../../../session/lesson-session";
import { Button } from "../../../ui/kit";
import { usePlace } from "./playhead";

export function TrackStrip({ session }: { session: LessonSession }) {
  const { track } = session;
  const { running, track: id } = track.state.value;
  const place = usePlace(track);
  const chosen = track.tracks.value.find((each) => each.id === id);
  if (!running || !chosen) return null;
  const phase = track.phase.value;
  return (
    <div class="strip-part" data-testid="track-strip" data-phase={phase.name}>
      <span class="strip-name">{chosen.name}</span>
      <span class="figure">
        {phase.name === "playing" && clockOf(place)}
        {phase.name === "making" && t("unit.percent", { value: figure(100 * phase.done) })}
        {phase.name === "loading" && t("track.loading.short")}
        {phase.name === "failed" && t("track.failed.short")}
      </span>
      {session.lesson.value.me?.role !== "observer" && (
        <Button size="small" onClick={() => track.stop()} testId="track-strip-stop">
          {t("track.stop")}
        </Button>
      )}
    </div>
  );
}
