/** Teachers that one side offers and the other lets in. */
import { useSignal } from "@preact/signals";
import { t } from "../../i18n";
import { type Agreement, newest } from "../../session/borders";
import { askHere, here, type Person } from "../../session/staff";
import { Button, Select } from "../../ui/kit";
import type { Trying } from "../sign-in/trying";

export interface TeachersProps {
  agreement: Agreement;
  /** One's own teachers. */
  staff: Person[];
  trying: Trying;
  onChange: () => void;
}

export function Teachers({ agreement, staff, trying, onChange }: TeachersProps) {
  const mine = here()?.municipality.id ?? "";
  const { parties } = newest(agreement).terms;
  const gives = parties.some(({ municipality, gives }) => municipality === mine && gives);
  const welcome = (person: string) =>
    trying.attempt(async () => {
      await askHere("POST", `/agreements/${agreement.id}/guests`, { person });
      onChange();
    });
  return (
    <section class="stack" aria-label={t("agreement.teachers")}>
      {agreement.teachers.length > 0 && <h3>{t("agreement.teachers")}</h3>}
      <ul class="plain-list stack" data-testid="lent">
        {agreement.teachers.map((one) => (
          <li key={`${one.person}-${one.municipality}`} class="row">
            <span>
              {t("agreement.lent", { name: one.name, to: agreement.names[one.municipality] ?? "" })}{" "}
              <span class="soft">{one.guest ? t("agreement.letIn") : t("agreement.notLetIn")}</span>
            </span>
            {!one.guest && one.municipality === mine && (
              <Button size="small" kind="primary" onClick={() => welcome(one.person)} testId="welcome">
                {t("agreement.welcome")}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {gives && <Offer agreement={agreement} staff={staff} mine={mine} trying={trying} onChange={onChange} />}
    </section>
  );
}

function Offer({ agreement, staff, mine, trying, onChange }: TeachersProps & { mine: string }) {
  const person = useSignal("");
  const others = newest(agreement).terms.parties.filter(({ municipality }) => municipality !== mine);
  const to = useSignal(others[0]?.municipality ?? "");
  const offer = () =>
    trying.attempt(async () => {
      const asked = { person: person.value, municipality: to.value };
      await askHere("POST", `/agreements/${agreement.id}/teachers`, asked);
      person.value = "";
      onChange();
    });
  if (staff.length === 0) return null;
  return (
    <div class="row offer">
      <Select
        label={t("agreement.offer")}
        value={person.value}
        options={[{ id: "", label: t("plan.nobody") }, ...staff.map(({ id, name }) => ({ id, label: name }))]}
        onValue={(id) => {
          person.value = id;
        }}
        testId="offer-teacher"
      />
      {others.length > 1 && (
        <Select
          label={t("agreement.offerTo")}
          value={to.value}
          options={others.map(({ municipality }) => ({
            id: municipality,
            label: agreement.names[municipality] ?? "",
          }))}
          onValue={(id) => {
            to.value = id;
          }}
        />
      )}
      {person.value && (
        <Button onClick={offer} testId="offer">
          {t("agreement.offerNow")}
        </Button>
      )}
    </div>
  );
}
