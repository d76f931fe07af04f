/** Who is taken when: both parties, in words. */
import { dateTime, t, time } from "../../i18n";
import type { Conflict } from "../../session/timetable";
import { Notice } from "../../ui/kit";

const SHOWN = 5;

export function Conflicts({ conflicts }: { conflicts: Conflict[] }) {
  if (conflicts.length === 0) return null;
  const more = conflicts.length - SHOWN;
  return (
    <Notice tone="bad" live title={t("timetable.taken")} testId="conflicts">
      <ul class="plain-list">
        {conflicts.slice(0, SHOWN).map((one) => (
          <li key={`${one.who}-${one.wanted.begins_at}-${one.taken?.begins_at}`}>{words(one)}</li>
        ))}
      </ul>
      {more > 0 && <p>{t("timetable.takenMore", { count: more })}</p>}
    </Notice>
  );
}

function words({ who, taken, wanted }: Conflict): string {
  const when = dateTime(Date.parse((taken ?? wanted).begins_at) / 1000);
  const asked = `${wanted.subject}, ${time(Date.parse(wanted.begins_at) / 1000)}`;
  if (!taken) return t("timetable.takenElsewhere", { who, when, asked });
  const { subject, teacher } = taken;
  return t("timetable.takenBy", { who, when, subject, teacher, asked });
}
