/** What became of a lesson, and what an entry is for. */
import type { PlainKey } from "../../i18n";
import type { Cause, EntryKind, Outcome } from "../../session/borders";

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
