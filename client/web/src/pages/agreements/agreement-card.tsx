/** One agreement: with whom, how it stands, who still has to approve it; opened, all its terms. */
import { useSignal } from "@preact/signals";
import { date, t } from "../../i18n";
import { type Agreement, newest } from "../../session/borders";
import { askHere, here, isOne, type Person } from "../../session/staff";
import { Button, Notice } from "../../ui/kit";
import type { Trying } from "../sign-in/trying";
import { Teachers } from "./teachers";
import { TermsView } from "./terms-view";
import { FORM_NAMES, STATE_NAMES } from "./words";

export interface AgreementCardProps {
  agreement: Agreement;
  /** One's own teachers, to offer. */
  staff: Person[];
  trying: Trying;
  onChange: () => void;
}

export function AgreementCard({ agreement, staff, trying, onChange }: AgreementCardProps) {
  const open = useSignal(false);
  const version = newest(agreement);
  const { terms } = version;
  const mine = here()?.municipality.id ?? "";
  const names = terms.parties.map(({ municipality }) => agreement.names[municipality] ?? "");
  const waiting = terms.parties.filter(({ municipality }) => !version.approved_by.includes(municipality));
  const approve = () =>
    trying.attempt(async () => {
      await askHere("POST", `/agreements/${agreement.id}/approval`, { version: version.version });
      onChange();
    });
  return (
    <li class="card stack agreement" data-state={agreement.state} data-testid="agreement">
      <div class="row agreement-head">
        <h2 class="grow">
          {terms.title}
          <span class="tag" data-testid="agreement-state">
            {t(STATE_NAMES[agreement.state])}
          </span>
        </h2>
      </div>
      <p>
        {names.join(", ")}
        <br />
        <span class="soft">
          {t(FORM_NAMES[terms.form])}, {day(terms.valid_from)} – {day(terms.valid_until)}
        </span>
      </p>
      {agreement.notices.includes("lapsed") && <Notice tone="warn" title={t("agreement.lapsed")} />}
      {agreement.notices.includes("lapses_soon") && <Notice tone="warn" title={t("agreement.lapsesSoon")} />}
      {agreement.ended_on && <Notice title={t("agreement.endsOn", { day: day(agreement.ended_on) })} />}
      {waiting.length > 0 && (
        <p data-testid="waiting-for">
          {t("agreement.waitsFor", {
            names: waiting.map(({ municipality }) => agreement.names[municipality]).join(", "),
          })}
        </p>
      )}
      <div class="row agreement-buttons">
        {isOne("coordinator") && waiting.some(({ municipality }) => municipality === mine) && (
          <Button kind="primary" onClick={approve} testId="approve">
            {t("agreement.approve")}
          </Button>
        )}
        <Button
          aria-expanded={open.value}
          onClick={() => {
            open.value = !open.value;
          }}
          testId="read-terms"
        >
          {open.value ? t("agreement.hide") : t("agreement.read")}
        </Button>
        {open.value && (
          <Button onClick={() => print()} testId="print">
            {t("agreement.print")}
          </Button>
        )}
      </div>
      {open.value && <TermsView agreement={agreement} version={version} />}
      {agreement.counts !== null && isOne("coordinator") && (
        <Teachers agreement={agreement} staff={staff} trying={trying} onChange={onChange} />
      )}
    </li>
  );
}

function day(iso: string): string {
  return date(Date.parse(`${iso}T12:00:00`) / 1000);
}
