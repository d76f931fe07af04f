/** One honest line: how late one hears the other, there and back, and what to do with it. */
import type { Signal } from "@preact/signals";
import { type Advice, type AdviceWord, advise } from "../../core/advice";
import { networkWord, type Quality } from "../../core/quality";
import { figure, type PlainKey, t } from "../../i18n";
import type { FarEnd } from "../../session/far-end";
import type { LessonSession } from "../../session/lesson-session";
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
  const advice = advise(mine.mouthToEarMs, quality.theirs?.mouth_to_ear_ms ?? null);
  const network = networkWord(mine.concealedPct);
  return (
    <span data-state={network} data-advice={advice.word} data-testid="advice-line">
      <span class="quality-figure">{hear(end, mine.mouthToEarMs, mine.method === "measured")}</span>{" "}
      {isTeacher && <span>{heard(quality.theirs?.mouth_to_ear_ms ?? null)} </span>}
      <span>{network === "good" ? inWords(advice, isTeacher) : t(NETWORK[network])}</span>
    </span>
  );
}

function heard(theirsMs: number | null): string {
  return theirsMs === null ? t("quality.heard.unknown") : t("quality.heard", { ms: figure(theirsMs) });
}

/** The teacher is told what the round trip does to playing; a pupil, what to do. */
function inWords({ word, thereAndBackMs }: Advice, isTeacher: boolean): string {
  if (!isTeacher || thereAndBackMs === null) return t(ADVICE[word]);
  return t(ADVICE_WITH_TRIP[word], { both: figure(thereAndBackMs) });
}

function hear(end: FarEnd, ms: number, measured: boolean): string {
  const values = { ms: figure(ms), how: measured ? "measured" : "estimated" };
  if (end.participant.role === "pupil") return t("quality.hear.pupil", values);
  if (end.participant.role === "teacher") return t("quality.hear.teacher", values);
  return t("quality.hear.other", { ...values, name: end.participant.name });
}

const ADVICE = {
  together: "advice.together",
  follow: "advice.follow",
  turns: "advice.turns",
} as const satisfies Record<AdviceWord, PlainKey>;
const ADVICE_WITH_TRIP = {
  together: "advice.together.trip",
  follow: "advice.follow.trip",
  turns: "advice.turns.trip",
} as const;
const NETWORK: Record<"uneven" | "poor", PlainKey> = {
  uneven: "network.uneven",
  poor: "network.poor",
};
