/** What a teacher says of themselves: subjects, languages, and whether they travel. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { t } from "../../i18n";
import type { StaffCard } from "../../session/cards";
import { askHere, here } from "../../session/staff";
import { Notice } from "../../ui/kit";
import { CardForm } from "../people/card-form";
import { CardLine } from "../people/card-line";
import { Problem, useTrying } from "./trying";

export function OwnCardPart() {
  const card = useSignal<StaffCard | null>(null);
  const saved = useSignal(false);
  const { problem, load } = useTrying();
  useEffect(() => {
    void load(
      () => askHere<StaffCard>("GET", "/own-card"),
      (found) => {
        card.value = found;
      },
    );
  }, []);
  return (
    <section class="card stack" data-testid="own-card">
      <h2>{t("card.own")}</h2>
      <p class="soft">{t("card.ownText", { town: here()?.municipality.name ?? "" })}</p>
      {card.value && <CardLine card={card.value} />}
      {card.value && card.value.home === null && (
        <CardForm
          card={card.value}
          own
          save={async (said) => {
            saved.value = false;
            card.value = await askHere<StaffCard>("PUT", "/own-card", said);
            saved.value = true;
          }}
        />
      )}
      {saved.value && <Notice tone="good" live title={t("card.saved")} />}
      <Problem problem={problem.value} />
    </section>
  );
}
