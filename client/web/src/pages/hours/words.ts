/** What became of a lesson, and what an entry is for. */
import { figure, type PlainKey, t } from "../../i18n";
import { type Cause, type Entry, type EntryKind, money, type Outcome } from "../../session/borders";

export const OUTCOME_NAMES: Record<Outcome, PlainKey> = {
  held: "hours.held",
  pupil_absent: "hours.pupilAbsent",
  teacher_absent: "hours.teacherAbsent",
  technical_failure: "hours.technicalFailure",
};

export const CAUSE_NAMES: Record<Cause, PlainKey> = {
  network: "hours.cause.network",
  device: "hours.cause.device",
  server: "hours.cause.server",
  power: "hours.cause.power",
  unknown: "hours.cause.unknown",
};

export const KIND_NAMES: Record<EntryKind, PlainKey> = {
  lesson: "hours.kind.lesson",
  preparation: "hours.kind.preparation",
  travel: "hours.kind.travel",
  pupil_absent: "hours.pupilAbsent",
  teacher_absent: "hours.teacherAbsent",
  technical_failure: "hours.technicalFailure",
  cost: "hours.kind.cost",
};

/** What an entry was for and how much, such as "Lesson, 47 min". */
export function entryText({ kind, unit, amount }: Entry): string {
  const much = kind === "cost" ? money(amount, unit) : t("today.minutes", { minutes: figure(amount) });
  return `${t(KIND_NAMES[kind])}, ${much}`;
}
