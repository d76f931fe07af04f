/** What somebody of the staff teaches and offers, in a line or two. */
import { figure, t } from "../../i18n";
import type { StaffCard } from "../../session/cards";
import { percent } from "../posts/words";

export function CardLine({ card }: { card: StaffCard }) {
  const minutes = t("today.minutes", { minutes: figure(card.offered_min) });
  const said = [
    card.subjects.join(", "),
    card.languages.join(", "),
    card.employers.map(({ name, percent: share }) => `${name} ${percent(share)}`).join(", "),
    card.offered_min > 0 ? t("card.offers", { minutes }) : "",
    travelText(card),
    card.home === null ? "" : t("card.guest", { home: card.home }),
  ].filter((one) => one !== "");
  if (said.length === 0) return null;
  return (
    <p class="small soft figures" data-testid="card-line">
      {said.join(" · ")}
    </p>
  );
}

function travelText({ travels, travel_km }: StaffCard): string {
  if (!travels) return "";
  return travel_km === null ? t("card.travelsFar") : t("card.travelsKm", { km: figure(travel_km) });
}
