/** What teachers of the network offer: subject, municipality, minutes a week; names where an agreement says them. */
import { figure, t } from "../../i18n";
import type { Offer } from "../../session/cards";

export function OfferList({ offers }: { offers: Offer[] }) {
  return (
    <section class="stack">
      <h2>{t("offers.title")}</h2>
      {offers.length === 0 && <p class="soft">{t("offers.none")}</p>}
      <ul class="people-list" data-testid="offers">
        {offers.map((offer) => (
          <li key={`${offer.municipality} ${offer.subject}`} class="card need" data-testid="offer">
            <strong>{offer.subject}</strong>, {offer.municipality_name}
            <br />
            <span class="small soft figures">{offerText(offer)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** "180 min a week · 2 teachers, 1 of them travels · Anna Lind". */
function offerText({ minutes, teachers, travelling, names }: Offer): string {
  const said = [
    weekly(minutes),
    t("offers.teachers", { count: teachers }),
    travelling > 0 ? t("offers.travelling", { count: travelling }) : "",
    names.join(", "),
  ];
  return said.filter((one) => one !== "").join(" · ");
}

/** Beside a need: who could meet it. */
export function OffersBeside({ offers }: { offers: Offer[] }) {
  if (offers.length === 0) return null;
  const said = offers.map(({ municipality_name, minutes }) => `${municipality_name} ${weekly(minutes)}`);
  return (
    <p class="small figures" data-testid="offers-beside">
      {t("offers.beside", { said: said.join(", ") })}
    </p>
  );
}

function weekly(minutes: number): string {
  return t("offers.weekly", { minutes: t("today.minutes", { minutes: figure(minutes) }) });
}
