/** Waiting: the teacher's name, one's own level, and that one has been seen. */
import { t } from "../i18n";
import type { LessonSession } from "../session/lesson-session";
import { Icon } from "../ui/icons";
import { Button } from "../ui/kit";
import { Picture } from "../ui/media-elements";
import { Meter } from "../ui/meter";
import { Shell } from "../ui/shell";
import { ProblemNotice } from "./join/steps";

export function WaitingPage({ session, teacher }: { session: LessonSession; teacher: string | null }) {
  const { lesson, me } = session.lesson.value;
  if (!me || !lesson) return <Connecting session={session} teacher={teacher} />;
  return (
    <Shell page="waiting" title={t("waiting.title", { teacher: lesson.teacher })} narrow>
      <p class="lead" role="status" data-testid="seen">
        {session.status.value === "away" ? t("waiting.away") : t("waiting.seen")}
      </p>
      <OwnSide session={session} />
      <p class="soft">{t("waiting.stay")}</p>
      <div>
        <Button icon="leave" onClick={() => session.leave()} testId="leave">
          {t("waiting.leave")}
        </Button>
      </div>
    </Shell>
  );
}

function Connecting({ session, teacher }: { session: LessonSession; teacher: string | null }) {
  const away = session.status.value === "away";
  return (
    <Shell page="connecting" title={teacher ? t("connecting.to", { teacher }) : t("connecting.title")} narrow>
      <p class="lead" role="status">
        {away ? t("connecting.away") : t("connecting.text")}
      </p>
      {away && (
        <div class="row">
          <Button icon="back" onClick={() => session.leave()}>
            {t("waiting.leave")}
          </Button>
          <Button kind="primary" onClick={() => session.retryNow()}>
            {t("tryAgain")}
          </Button>
        </div>
      )}
    </Shell>
  );
}

function OwnSide({ session }: { session: LessonSession }) {
  const { microphone, camera } = session.devices;
  return (
    <section class="card own-side" aria-label={t("waiting.own")}>
      <div class="preview preview-small">
        {camera.track.value ? (
          <Picture track={camera.track.value} label={t("camera.own")} mirrored testId="own-picture" />
        ) : (
          <p class="preview-empty">
            <Icon name="cameraOff" />
            <span>{t("camera.off")}</span>
          </p>
        )}
      </div>
      <div class="stack grow">
        <h2>{t("waiting.play")}</h2>
        {microphone.problem.value ? (
          <ProblemNotice kind="microphone" problem={microphone.problem.value} devices={session.devices} />
        ) : (
          <Meter track={microphone.track.value} label={t("microphone.level")} testId="own-level" />
        )}
        <p class="small soft">{t("waiting.bar")}</p>
      </div>
    </section>
  );
}
