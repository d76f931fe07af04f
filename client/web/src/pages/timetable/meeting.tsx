/** Where a group too large for a lesson room meets: its link, as long as there is something to come to. */
import { t } from "../../i18n";
import type { Occurrence } from "../../session/timetable";

export function MeetingLink({ one }: { one: Occurrence }) {
  if (!one.meeting_url || one.state !== "planned") return null;
  return (
    <a
      class="small meeting"
      href={one.meeting_url}
      target="_blank"
      rel="noreferrer"
      data-testid="meeting-link"
    >
      {t("timetable.meeting.open")}
    </a>
  );
}
