/** The last minutes as a small plot: how late one heard the other, with the two limits of the advice; in words beside it. */
import { FOLLOW_MS, TOGETHER_MS } from "../../core/advice";
import { courseOf, KEPT_S, pathOf } from "../../core/history";
import { figure, t } from "../../i18n";
import type { LessonSession } from "../../session/lesson-session";

const WIDTH = 300;
const HEIGHT = 72;
const LEAST_TOP_MS = 80;

export function History({ session, participant }: { session: LessonSession; participant: string }) {
  // The quality is what changes once a second; the history goes with it.
  void session.quality.value;
  const moments = session.history.of(participant);
  const course = courseOf(moments);
  const nowS = moments.at(-1)?.atS ?? 0;
  const topMs = Math.max(LEAST_TOP_MS, 1.15 * (course?.mostMs ?? 0));
  const frame = { nowS, topMs, width: WIDTH, height: HEIGHT };
  const y = (ms: number) => HEIGHT * (1 - ms / topMs);
  const words = course
    ? t("history.words", {
        minutes: Math.max(1, Math.round(course.seconds / 60)),
        least: figure(course.leastMs),
        middle: figure(course.middleMs),
        most: figure(course.mostMs),
      })
    : t("history.none");
  return (
    <section class="stack-tight" data-testid="history">
      <h3>{t("history.title")}</h3>
      {course && (
        <svg class="history" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={words}>
          {[TOGETHER_MS, FOLLOW_MS].map((ms) => (
            <path key={ms} class="history-limit" d={`M0 ${y(ms)}H${WIDTH}`} />
          ))}
          <path
            class="history-theirs"
            d={pathOf(moments, ({ theirsMs }) => theirsMs, frame)}
            data-testid="history-theirs"
          />
          <path
            class="history-mine"
            d={pathOf(moments, ({ mineMs }) => mineMs, frame)}
            data-testid="history-mine"
          />
        </svg>
      )}
      {course && (
        <p class="history-ends small soft" aria-hidden="true">
          <span>{t("history.ago", { minutes: KEPT_S / 60 })}</span>
          <span>{t("history.now")}</span>
        </p>
      )}
      <p class="small soft">{words}</p>
      {course && (
        <p class="small soft">{t("history.limits", { together: TOGETHER_MS, follow: FOLLOW_MS })}</p>
      )}
    </section>
  );
}
