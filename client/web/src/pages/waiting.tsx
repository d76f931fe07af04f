/** Waiting: the teacher's name, one's own level, and that one has been seen. */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { type Patience, patience } from "../core/patience";
import { type PlainKey, t, time } from "../i18n";
import { unixS } from "../session/browser";
import type { LessonSession } from "../session/lesson-session";
import { Icon } from "../ui/icons";
import { Button, Notice } from "../ui/kit";
import { Picture } from "../ui/media-elements";
import { Meter } from "../ui/meter";
import { Shell } from "../ui/shell";
import { ProblemNotice } from "./join/problem-notice";
import { HardDays } from "./lesson/hard-days";
import { saidAtDoor } from "./ready-words";

export function WaitingPage({ session, teacher }: { session: LessonSession; teacher: string | null }) {
  const { lesson, me } = session.lesson.value;
  if (!me || !lesson) return <Connecting session={session} teacher={teacher} />;
  return (
    <Shell page="waiting" title={t("waiting.title", { teacher: lesson.teacher })} narrow>
      <p class="lead" role="status" data-testid="seen">
        {t(leadOf(session))}
      </p>
      <Word session={session} />
      <LongWait session={session} />
      <HardDays session={session} />
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

function leadOf(session: LessonSession): PlainKey {
  if (session.status.value === "away") return "waiting.away";
  return session.lesson.value.door.teacher ? "waiting.seen" : "waiting.notYet";
}

/** The teacher's word, with the time it was said: "five minutes" means from then. */
function Word({ session }: { session: LessonSession }) {
  const { door, lesson } = session.lesson.value;
  const said = saidAtDoor(door);
  return (
    <div role="status" data-testid="word">
      {said && (
        <figure class="door-word">
          <blockquote>{said}</blockquote>
          <figcaption class="small soft">
            {t("word.by", { teacher: lesson?.teacher ?? "", when: time(door.at_s) })}
          </figcaption>
        </figure>
      )}
    </div>
  );
}

const LOOK_MS = 5000;

/** After a long while, what to do; the page stays, and the lesson still opens by itself. */
function LongWait({ session }: { session: LessonSession }) {
  const { teacher, at_s } = session.lesson.value.door;
  const since = useRef(unixS());
  const state = useSignal<Patience>("wait");
  useEffect(() => {
    // A teacher who comes, goes or says something begins the patience anew.
    since.current = Math.max(unixS(), at_s);
    const look = () => {
      state.value = patience({ teacher, sinceS: since.current, nowS: unixS() });
    };
    look();
    const timer = setInterval(look, LOOK_MS);
    return () => clearInterval(timer);
  }, [teacher, at_s]);
  if (state.value === "wait") return null;
  const absent = state.value === "absent";
  return (
    <Notice
      icon="wait"
      live
      title={t(absent ? "waiting.absent.title" : "waiting.busy.title")}
      testId={`long-wait-${state.value}`}
    >
      <p>{t(absent ? "waiting.absent.text" : "waiting.busy.text")}</p>
    </Notice>
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
