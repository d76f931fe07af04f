/** What is so with somebody's sound, in words on their picture; both ends see the same. */
import { type PlainKey, t } from "../../i18n";
import type { ParticipantView, Processing } from "../../protocol";
import type { LessonSession } from "../../session/lesson-session";

export const PROCESSING: Record<Processing, PlainKey> = {
  echo_cancellation: "mark.echo",
  noise_suppression: "mark.noise",
  gain_control: "mark.gainControl",
};

export function soundMarks(session: LessonSession, person: ParticipantView): string[] {
  const trouble = session.notes.far.value.get(person.id);
  const processing = (Object.keys(PROCESSING) as Processing[]).filter(
    (name) =>
      (person.processing?.includes(name) || person.measured?.[name] === "on") &&
      !(person.speaker && name === "echo_cancellation"),
  );
  return [
    ...(person.speaker ? [t("mark.speaker")] : []),
    ...processing.map((name) => t(PROCESSING[name])),
    ...(trouble === "clipping" ? [t("mark.clipping")] : []),
    ...(trouble === "silent" ? [t("mark.silent")] : []),
  ];
}
