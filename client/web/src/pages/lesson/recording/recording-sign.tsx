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

export function RecordingSign({ session }: { session: LessonSession }) {
  const { recording } = session;
  const { state } = session.lesson.value.recording;
  if (state === "off") return <Off session={session} />;
  return (
    <>
      <div class="recording-sign" data-testid={`recording-${state}`}>
        <Icon name="record" />
        <strong>{t(state === "running" ? "recording.running" : "recording.asking")}</strong>
        <Marked session={session} />
        <span class="row">
          <MarkButton session={session} size="small" testId="mark-moment" />
          <Button size="small" onClick={() => recording.stop()} testId="stop-recording">
            {t("recording.stop")}
          </Button>
        </span>
      </div>
      {recording.trouble.value && (
        <Notice tone="warn" title={t("recording.trouble")} testId="recording-trouble" />
      )}
    </>
  );
}

/** On a phone an open panel covers the sign: above it stays this line of the same words. */
export function RecordingLine({ session }: { session: LessonSession }) {
  const { state } = session.lesson.value.recording;
  if (state === "off") return null;
  return (
    <div class="recording-line" data-testid="recording-line">
      <Icon name="record" />
      <strong>{t(state === "running" ? "recording.running" : "recording.asking")}</strong>
      <Button size="small" onClick={() => session.recording.stop()} testId="line-stop-recording">
        {t("recording.stop")}
      </Button>
    </div>
  );
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

/** The same in the panel, where that covers the notice. */
export function OffUnderPanel({ session }: { session: LessonSession }) {
  const said = session.lesson.value.recording;
  return (
    <div class="recording-under stack-tight" data-testid="recording-under">
      {said.state === "off" && !isSilent(said) && <WhyOff said={said} />}
    </div>
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
