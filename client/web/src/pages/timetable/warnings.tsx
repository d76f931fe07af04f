/** What of the planned lessons their agreement does not say: told to whoever plans, and forbidden to nobody. */
import { type PlainKey, t } from "../../i18n";
import type { Warned } from "../../session/timetable";
import { Notice } from "../../ui/kit";

const WORDS: Record<Warned, PlainKey> = {
  agreement_lapsed: "timetable.lapsed",
  agreement_subject: "timetable.warn.subject",
  agreement_level: "timetable.warn.level",
  agreement_hours: "timetable.warn.hours",
};

export function Warnings({ warnings }: { warnings: readonly Warned[] }) {
  return (
    <>
      {warnings.map((one) => (
        <Notice key={one} tone="warn" live title={t(WORDS[one])} testId={one} />
      ))}
    </>
  );
}
