/** What of the tools stays in sight over the picture: the beat while it runs, and the time that is left. */
import { useEffect } from "preact/hooks";
import { figure, t } from "../../../i18n";
import { playKnock } from "../../../media/tone";
import type { LessonSession } from "../../../session/lesson-session";
import { Button } from "../../../ui/kit";
import { Beat } from "../metronome/beat";
import { useNow } from "../timer/use-now";
import { TrackStrip } from "../track/track-strip";

const MORE_MINUTES = 5;

export function Strip({ session }: { session: LessonSession }) {
  const { tools } = session;
  const { metronome, player, tone } = tools;
  const beats = metronome.value;
  return (
    <div class="strip">
      <TimeLeft session={session} />
      {beats.running && player.value && (
        <div class="strip-part" data-testid="beat-strip">
          <Beat session={session} testId="stage-beat" />
          <span class="figure">{figure(tools.tempo.value)}</span>
          <Stop
            session={session}
            onClick={() => tools.setMetronome({ running: false })}
            word={t("metronome.stop")}
          />
        </div>
      )}
      <TrackStrip session={session} />
      {tone.value.sounding && (
        <div class="strip-part">
          <span>{t("tone.sounds")}</span>
          <Stop session={session} onClick={() => tools.setTone({ sounding: false })} word={t("tone.stop")} />
        </div>
      )}
    </div>
  );
}

function Stop({ session, onClick, word }: { session: LessonSession; onClick: () => void; word: string }) {
  if (session.lesson.value.me?.role === "observer") return null;
  return (
    <Button size="small" onClick={onClick}>
      {word}
    </Button>
  );
}

/** Ends kindly: one soft sound, and words that leave time to finish. */
function TimeLeft({ session }: { session: LessonSession }) {
  const now = useNow();
  const timer = session.tools.timer.value;
  const phase = timer.phase(now);
  const over = phase === "over";
  useEffect(() => {
    if (over) void playKnock(session.devices.output.peek()).catch(() => {});
  }, [over, session]);
  if (phase === "none") return null;
  return (
    <div class="strip-part" data-testid="time-left" data-phase={phase}>
      <span class="figure">{over ? t("timer.over") : t("timer.left", { minutes: timer.minutes(now) })}</span>
      {phase !== "running" && session.lesson.value.me?.role === "teacher" && (
        <Button size="small" onClick={() => session.tools.extendTimer(MORE_MINUTES)} testId="strip-extend">
          {t("timer.extend", { minutes: MORE_MINUTES })}
        </Button>
      )}
    </div>
  );
}
