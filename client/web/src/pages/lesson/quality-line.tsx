/** One honest line: how late one hears the other, there and back, and what to do with it. */
import type { Signal } from "@preact/signals";
import { advice, networkWord, type Quality } from "../../core/quality";
import { figure, type PlainKey, t } from "../../i18n";
import type { FarEnd, LessonSession } from "../../session/lesson-session";
import { Icon } from "../../ui/icons";
import type { PanelName } from "./lesson-page";

interface Props {
  session: LessonSession;
  panel: Signal<PanelName | null>;
}

export function QualityLine({ session, panel }: Props) {
  const far = session.far.value;
  if (far.length === 0) return <div class="quality-line" />;
  const open = panel.value === "quality";
  return (
    <button
      type="button"
      class="quality-line"
      aria-expanded={open}
      data-testid="quality"
      onClick={() => {
        panel.value = open ? null : "quality";
      }}
    >
      <span class="quality-text">
        {far.map((end) => (
          <Line
            key={end.participant.id}
            end={end}
            quality={session.quality.value.get(end.participant.id) ?? null}
            isTeacher={session.lesson.value.me?.role === "teacher"}
          />
        ))}
      </span>
      <span class="quality-more small">
        {t("quality.more")} <Icon name="chevron" />
      </span>
    </button>
  );
}

interface LineProps {
  end: FarEnd;
  quality: Quality | null;
  isTeacher: boolean;
}

function Line({ end, quality, isTeacher }: LineProps) {
  const mine = quality?.mine ?? null;
  if (end.companion) return <span data-state="companion">{t("quality.companion")}</span>;
  if (!end.connected || !quality || mine?.mouthToEarMs === undefined)
    return <span data-state="measuring">{t("quality.measuring")}</span>;
  const theirs = quality.theirs?.mouth_to_ear_ms ?? null;
  const network = networkWord(mine.concealedPct);
  return (
    <span data-state={network}>
      <span class="quality-figure">{hear(end, mine.mouthToEarMs, mine.method === "measured")}</span>{" "}
      {isTeacher && theirs !== null && (
        <span>{t("quality.both", { both: figure(mine.mouthToEarMs + theirs) })} </span>
      )}
      <span>{network === "good" ? t(ADVICE[advice(mine.mouthToEarMs, theirs)]) : t(NETWORK[network])}</span>
    </span>
  );
}

function hear(end: FarEnd, ms: number, measured: boolean): string {
  const values = { ms: figure(ms), how: measured ? "measured" : "estimated" };
  if (end.participant.role === "pupil") return t("quality.hear.pupil", values);
  if (end.participant.role === "teacher") return t("quality.hear.teacher", values);
  return t("quality.hear.other", { ...values, name: end.participant.name });
}

const ADVICE: Record<ReturnType<typeof advice>, PlainKey> = {
  together: "advice.together",
  follow: "advice.follow",
  turns: "advice.turns",
};
const NETWORK: Record<"uneven" | "poor", PlainKey> = {
  uneven: "network.uneven",
  poor: "network.poor",
};
