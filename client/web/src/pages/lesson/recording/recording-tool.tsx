/** Recording, beside the picture: the teacher starts it, both mark moments, anybody stops it. */
import { t } from "../../../i18n";
import type { LessonSession } from "../../../session/lesson-session";
import { Button } from "../../../ui/kit";
import { MarkButton } from "./mark-button";

export function RecordingTool({ session }: { session: LessonSession }) {
  const { recording } = session;
  const { recording: law, me } = session.lesson.value;
  const teacher = me?.role === "teacher";
  return (
    <>
      <p>{t("recording.what")}</p>
      {law.state === "off" && <p class="soft">{t(teacher ? "recording.asksFirst" : "recording.teacher")}</p>}
      {law.state === "asking" && <p role="status">{t("recording.asking")}</p>}
      <div class="row">
        {law.state === "off" && teacher && (
          <Button kind="primary" icon="record" onClick={() => recording.begin()} testId="start-recording">
            {t("recording.start")}
          </Button>
        )}
        <MarkButton session={session} testId="tool-mark" />
        {law.state !== "off" && (
          <Button icon="stop" onClick={() => recording.stop()} testId="tool-stop-recording">
            {t("recording.stop")}
          </Button>
        )}
      </div>
      {law.state === "running" && <p class="small soft">{t("recording.markKey")}</p>}
    </>
  );
}
