/** Whether the lesson is being recorded, all the while it is, and the button with which anybody stops it. */
import { useSignal } from "@preact/signals";
import { type PlainKey, t } from "../../../i18n";
import type { Recording } from "../../../protocol";
import type { LessonSession } from "../../../session/lesson-session";
import { Icon } from "../../../ui/icons";
import { Button, Notice } from "../../../ui/kit";
import { MarkButton, Marked } from "./mark-button";

const WHY: Partial<Record<Recording["reason"], PlainKey>> = {
  withdrawn: "recording.withdrawn",
  no_teacher: "recording.noTeacher",
  restart: "recording.restart",
  full: "recording.full",
};

/** Above the picture, and on a phone above an open panel as well: a line of its own, which covers nothing. */
export function RecordingSign({ session }: { session: LessonSession }) {
  const { state } = session.lesson.value.recording;
  return (
    <div class="recording" aria-live="polite">
      {state !== "off" && (
        <div class="recording-sign" data-testid={`recording-${state}`}>
          <Icon name="record" />
          <span class="recording-words">
            <strong>{t(state === "running" ? "recording.running" : "recording.asking")}</strong>
            <Marked session={session} />
          </span>
          <MarkButton session={session} size="small" brief testId="mark-moment" />
          <Button
            size="small"
            onClick={() => session.recording.stop()}
            aria-label={t("recording.stop")}
            testId="stop-recording"
          >
            {t("recording.stop.brief")}
          </Button>
        </div>
      )}
    </div>
  );
}

/** What recording has to say besides: that it is over and why, or that this computer cannot keep its part. */
export function RecordingNotes({ session }: { session: LessonSession }) {
  if (session.lesson.value.recording.state === "off") return <Off session={session} />;
  if (!session.recording.trouble.value) return null;
  return <Notice tone="warn" title={t("recording.trouble")} testId="recording-trouble" />;
}

function Off({ session }: { session: LessonSession }) {
  const read = useSignal<object | null>(null);
  const said = session.lesson.value.recording;
  if (isSilent(said) || read.value === said) return null;
  return (
    <Notice icon="info" title={t("recording.off")} testId="recording-off">
      <WhyOff said={said} />
      <div>
        <Button
          size="small"
          onClick={() => {
            read.value = said;
          }}
          testId="close-note"
        >
          {t("close")}
        </Button>
      </div>
    </Notice>
  );
}

function isSilent({ reason }: Recording): boolean {
  return reason === "never" || reason === "next_lesson";
}

function WhyOff({ said: { reason, by, lacking } }: { said: Recording }) {
  const names = lacking.map(({ name }) => name).join(", ");
  const why = WHY[reason];
  return (
    <>
      {reason === "stopped" && by !== "" && <p>{t("recording.stoppedBy", { name: by })}</p>}
      {why && <p>{t(why)}</p>}
      {names !== "" && <p>{t("recording.lacking", { names })}</p>}
    </>
  );
}
