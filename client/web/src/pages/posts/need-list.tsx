/** Needs of the network that no post meets yet; one's own can be taken back. */
import { t } from "../../i18n";
import { type Offer, offersFor } from "../../session/cards";
import type { Need } from "../../session/posts";
import { askHere, here, isOne } from "../../session/staff";
import { Button } from "../../ui/kit";
import type { Trying } from "../sign-in/trying";
import { OffersBeside } from "./offer-list";
import { day, percent } from "./words";

export interface NeedListProps {
  needs: Need[];
  offers: Offer[];
  trying: Trying;
  onChange: () => void;
}

export function NeedList({ needs, offers, trying, onChange }: NeedListProps) {
  const mine = here()?.municipality.id;
  const drop = (id: string) =>
    trying.attempt(async () => {
      await askHere("DELETE", `/needs/${id}`);
      onChange();
    });
  return (
    <section class="stack">
      <h2>{t("posts.needs")}</h2>
      {needs.length === 0 && <p class="soft">{t("posts.noNeeds")}</p>}
      <ul class="people-list" data-testid="needs">
        {needs.map((need) => (
          <li key={need.id} class="card row need" data-testid="need">
            <div class="grow">
              <NeedLine need={need} />
              <OffersBeside offers={offersFor(offers, need.subject, need.municipality)} />
            </div>
            {need.municipality === mine && isOne("coordinator") && (
              <Button size="small" onClick={() => drop(need.id)} testId="drop-need">
                {t("posts.dropNeed")}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

export function NeedLine({ need }: { need: Need }) {
  const more = [
    need.places.join(", "),
    need.languages.join(", "),
    t("need.since", { day: day(need.from_day) }),
  ];
  return (
    <>
      <strong class="figures">{percent(need.percent)}</strong> {need.subject}, {need.municipality_name}
      <br />
      <span class="small soft">{more.filter((one) => one !== "").join(" · ")}</span>
    </>
  );
}
