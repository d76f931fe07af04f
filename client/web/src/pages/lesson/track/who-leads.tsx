/** Who plays to the track, in words; to swap that, to start with oneself, and whether a start is counted in. */
import { t } from "../../../i18n";
import type { LessonTrack } from "../../../session/lesson-track";
import { Button, Select } from "../../../ui/kit";

export function WhoLeads({ track }: { track: LessonTrack }) {
  const { running } = track.state.value;
  const mine = track.leads;
  return (
    <>
      <p class="small soft" data-testid="track-leads" aria-live="polite">
        {t(mine ? "track.leads.me" : "track.leads.other")}
      </p>
      <div class="row">
        {!running && !mine && (
          <Button size="small" onClick={() => track.startWithMe()} testId="track-start-with-me">
            {t("track.startWithMe")}
          </Button>
        )}
        <Button size="small" onClick={() => track.swap()} testId="track-swap">
          {t(mine ? "track.swap.toOther" : "track.swap.toMe")}
        </Button>
      </div>
      <Select
        label={t("metronome.count")}
        value={track.countIn.value ? "clicks" : "none"}
        options={[
          { id: "none", label: t("metronome.count.0") },
          { id: "clicks", label: t("track.countIn.clicks") },
        ]}
        onValue={(id) => {
          track.countIn.value = id === "clicks";
        }}
        testId="track-count-in"
      />
    </>
  );
}
