/** What was measured of a lesson: sentences, the most telling first. */
import { figure, type PlainKey, t } from "../../i18n";
import type { Delivery, Seen } from "../../session/borders";

export function SeenList({ delivery }: { delivery: Delivery }) {
  const { measured, together_min } = delivery;
  if (measured.length === 0 && together_min === null) return null;
  return (
    <div class="small soft figures seen" data-testid="seen">
      <p>
        <strong>{t("hours.seen")}</strong>
      </p>
      <ul>
        {together_min !== null && <li>{t("hours.together", { minutes: figure(together_min) })}</li>}
        {measured.map((one) => (
          <li key={`${one.sign}-${one.end}`}>{seenText(one)}</li>
        ))}
      </ul>
    </div>
  );
}

const WHY: Record<string, PlainKey> = {
  refused: "hours.why.refused",
  system: "hours.why.system",
  absent: "hours.why.absent",
  busy: "hours.why.busy",
};
const DEVICES = { microphone: "hours.seen.microphone", camera: "hours.seen.camera" } as const;
const LASTED = {
  away: "hours.seen.away",
  apart: "hours.seen.apart",
  sound_missing: "hours.seen.missing",
  slow: "hours.seen.slow",
} as const;
const PLAIN = {
  nobody: "hours.seen.nobody",
  no_teacher: "hours.seen.noTeacher",
  no_pupil: "hours.seen.noPupil",
} as const;

export function seenText({ sign, end, seconds, late_ms, device, place }: Seen): string {
  const whose = t(end === "teacher" ? "role.teacher" : "role.pupil");
  const minutes = figure(Math.round((seconds ?? 0) / 60));
  switch (sign) {
    case "nobody":
    case "no_teacher":
    case "no_pupil":
      return t(PLAIN[sign]);
    case "server_away":
      return t("hours.seen.serverAway", { minutes });
    case "microphone":
    case "camera":
      return t(DEVICES[sign], { end: whose, why: t(WHY[device ?? ""] ?? "hours.why.failed") });
    case "late":
      return t("hours.seen.late", { end: whose, late: figure(late_ms ?? 0) });
    case "relayed":
      return t("hours.seen.relayed", { end: whose });
    case "place":
      return t("hours.seen.place", {
        place: place?.name ?? "",
        lost: figure(place?.lost_pct ?? 0, 1),
        lostLimit: figure(place?.lost_limit_pct ?? 0, 1),
        late: figure(place?.late_ms ?? 0),
        lateLimit: figure(place?.late_limit_ms ?? 0),
      });
    default:
      return t(LASTED[sign], { end: whose, minutes });
  }
}
