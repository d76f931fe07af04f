/** What the lesson says by itself, above the picture: a knock, a lost server, a sound the browser holds back. */
import type { Signal } from "@preact/signals";
import { isPresent, knocking } from "../../core/lesson-state";
import { type PlainKey, t } from "../../i18n";
import { processingStillOn } from "../../media/capture";
import type { ErrorCode, ParticipantView } from "../../protocol";
import type { LessonSession } from "../../session/lesson-session";
import { keepReadings } from "../../session/reading";
import { Button, Notice } from "../../ui/kit";
import { ProblemNotice } from "../join/problem-notice";
import { HardDays } from "./hard-days";
import { Questions } from "./help/questions";
import { OwnCamera } from "./own-camera";
import { RecordingNotes } from "./recording/recording-sign";
import { SayWaiting } from "./say-waiting";

interface Props {
  session: LessonSession;
  blocked: Signal<boolean>;
}

export function Announcements({ session, blocked }: Props) {
  const lesson = session.lesson.value;
  const isTeacher = lesson.me?.role === "teacher";
  return (
    <div class="announcements" aria-live="polite">
      <RecordingNotes session={session} />
      {isTeacher &&
        knocking(lesson).map((person) => <Knock key={person.id} person={person} session={session} />)}
      {isTeacher && knocking(lesson).length > 0 && <SayWaiting session={session} />}
      {session.status.value === "away" && !session.hardships.offline.value && <Away session={session} />}
      {blocked.value && (
        <Notice icon="speaker" title={t("blocked.title")} testId="sound-blocked">
          <div>
            <Button
              kind="primary"
              size="small"
              onClick={() => {
                blocked.value = false;
              }}
              testId="start-sound"
            >
              {t("blocked.start")}
            </Button>
          </div>
        </Notice>
      )}
      <HardDays session={session} />
      <Questions session={session} />
      <OwnSound session={session} />
      <OwnCamera devices={session.devices} />
      <RefusedAction session={session} />
    </div>
  );
}

function Knock({ person, session }: { person: ParticipantView; session: LessonSession }) {
  const again = person.admission === "admitted";
  return (
    <div class="knock" data-testid="knock">
      <Notice icon="knock" title={t(again ? "knock.again" : "knock.title", { name: person.name })}>
        {again && isPresent(person) && <p class="small">{t("knock.again.text")}</p>}
        <div class="row">
          <Button kind="primary" onClick={() => session.admit(person.id)} testId="admit">
            {t("knock.admit")}
          </Button>
          {!again && session.far.value.some(({ participant }) => participant.role === "pupil") && (
            <Button onClick={() => void goOnTo(session, person.id)} testId="next-pupil">
              {t("knock.next")}
            </Button>
          )}
          <Button onClick={() => session.refuse(person.id)} testId="refuse">
            {t("knock.refuse")}
          </Button>
        </div>
      </Notice>
    </div>
  );
}

/** What the last child may read later is copied before the table is cleared. */
async function goOnTo(session: LessonSession, person: string): Promise<void> {
  await keepReadings(session.table.token);
  session.tools.nextPupil(person);
}

function Away({ session }: { session: LessonSession }) {
  const sounding = session.far.value.some(({ connected }) => connected);
  return (
    <Notice tone="warn" icon="wait" title={t("away.title")} testId="away">
      <p>{sounding ? t("away.sounding") : t("away.silent")}</p>
    </Notice>
  );
}

function OwnSound({ session }: { session: LessonSession }) {
  const { track, problem } = session.devices.microphone;
  if (problem.value)
    return <ProblemNotice kind="microphone" problem={problem.value} devices={session.devices} />;
  const speaker = session.devices.speaker.value;
  const processed = (track.value ? processingStillOn(track.value.getSettings()) : []).filter(
    (name) => !(speaker && name === "echo_cancellation"),
  );
  if (processed.length === 0) return null;
  return (
    <Notice tone="warn" title={t("processing.title")} testId="processing">
      <p class="small">{t("processing.text")}</p>
    </Notice>
  );
}

const REFUSED: Partial<Record<ErrorCode, PlainKey>> = {
  lesson_full: "error.full",
  not_allowed: "error.notAllowed",
  no_such_participant: "error.gone",
  no_space: "error.noSpace",
};

function RefusedAction({ session }: { session: LessonSession }) {
  const key = session.refusedAction.value && REFUSED[session.refusedAction.value];
  if (!key) return null;
  return (
    <Notice tone="warn" title={t(key)}>
      <div>
        <Button
          size="small"
          onClick={() => {
            session.refusedAction.value = null;
          }}
        >
          {t("close")}
        </Button>
      </div>
    </Notice>
  );
}
