/** Whether the lesson is being recorded, all the while it is, and the button with which anybody stops it. */
import { useSignal } from "@preact/signals";
import { t } from "../../i18n";
import type { LessonSession } from "../../session/lesson-session";
import { Icon } from "../../ui/icons";
import { Button, Notice } from "../../ui/kit";

export function RecordingSign({ session }: { session: LessonSession }) {
  const { state, reason, by, lacking } = session.lesson.value.recording;
  const read = useSignal("");
  if (state === "off") {
    const said = `${reason} ${by}`;
    if (reason === "never" || reason === "next_lesson" || read.value === said) return null;
    const names = lacking.map(({ name }) => name).join(", ");
    return (
      <Notice icon="info" title={t("recording.off")} testId="recording-off">
        {names !== "" && <p>{t("recording.lacking", { names })}</p>}
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
  if (read.value !== "") read.value = "";
  return (
    <div class="recording-sign" data-testid={`recording-${state}`}>
      <Icon name="microphone" />
      <strong>{t(state === "running" ? "recording.running" : "recording.asking")}</strong>
      <Button size="small" onClick={() => session.stopRecording()} testId="stop-recording">
        {t("recording.stop")}
      </Button>
    </div>
  );
}
