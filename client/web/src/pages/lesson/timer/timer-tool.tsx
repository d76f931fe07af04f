/** How long the lesson is. The teacher sets it; both see what is left. */

import { figure, t } from "../../../i18n";
import type { LessonSession } from "../../../session/lesson-session";
import { Button } from "../../../ui/kit";
import { useNow } from "./use-now";

const LENGTHS = [20, 30, 40, 60];
const MORE = 5;

export function TimerTool({ session }: { session: LessonSession }) {
  const { tools } = session;
  const now = useNow();
  const timer = tools.timer.value;
  const phase = timer.phase(now);
  const minutes = timer.minutes(now);
  const teacher = session.lesson.value.me?.role === "teacher";
  return (
    <>
      <p class="timer-now" data-testid="timer-now">
        {phase === "none" && t(teacher ? "timer.none.teacher" : "timer.none")}
        {phase === "over" && t("timer.over")}
        {(phase === "running" || phase === "soon") && t("timer.left", { minutes })}
      </p>
      {teacher && (
        <>
          {phase !== "none" && (
            <div class="row">
              <Button kind="primary" onClick={() => tools.extendTimer(MORE)} testId="timer-extend">
                {t("timer.extend", { minutes: MORE })}
              </Button>
              <Button onClick={() => tools.setTimer(null)} testId="timer-clear">
                {t("timer.clear")}
              </Button>
            </div>
          )}
          <fieldset class="accents">
            <legend class="field-label">{t("timer.set")}</legend>
            {LENGTHS.map((length) => (
              <Button
                key={length}
                onClick={() => tools.setTimer(length)}
                aria-label={t("timer.length", { minutes: length })}
                testId={`timer-${length}`}
              >
                {figure(length)}
              </Button>
            ))}
          </fieldset>
        </>
      )}
      <p class="small soft">{t("timer.both")}</p>
    </>
  );
}
