/** The next lesson, in one line: all that a family wants to know. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { t, time } from "../../i18n";
import { askHere, here } from "../../session/staff";
import type { Occurrence } from "../../session/timetable";
import { Notice } from "../../ui/kit";
import { useTrying } from "../sign-in/trying";
import { dayOf } from "../today/days";
import { MeetingLink } from "./meeting";

const AHEAD_S = 60 * 24 * 3600;

export function NextLesson() {
  const next = useSignal<Occurrence | null>(null);
  const trying = useTrying();
  const municipality = here()?.municipality.id;
  useEffect(() => {
    const now = Math.floor(Date.now() / 1000);
    void trying.load(
      () => askHere<{ occurrences: Occurrence[] }>("GET", `/timetable?from_s=${now}&to_s=${now + AHEAD_S}`),
      ({ occurrences }) => {
        next.value = occurrences.find(({ state }) => state === "planned") ?? null;
      },
    );
  }, [municipality]);
  if (!next.value) return null;
  const begins = new Date(next.value.begins_at);
  return (
    <Notice
      title={t("timetable.next", { day: dayOf(begins), time: time(begins.getTime() / 1000) })}
      testId="next-lesson"
    >
      <p>
        {[
          next.value.pupils.join(", "),
          next.value.instrument,
          next.value.teacher.name,
          next.value.place?.name,
        ]
          .filter(Boolean)
          .join(" · ")}
      </p>
      <MeetingLink one={next.value} />
    </Notice>
  );
}
