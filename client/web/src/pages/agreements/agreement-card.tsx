/** One agreement: with whom, how it stands, who still has to approve it; opened, all its terms. */
import { useSignal } from "@preact/signals";
import { date, t } from "../../i18n";
import { type Agreement, newest } from "../../session/borders";
import { askHere, here, isOne, type Person } from "../../session/staff";
import { Button, Notice, Select } from "../../ui/kit";
import type { Trying } from "../sign-in/trying";
import { DraftForm } from "./draft-form";
import { Ending } from "./ending";
import { Teachers } from "./teachers";
import { partyName, TermsView, versionName } from "./terms-view";
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
  const changing = useSignal(false);
  const ending = useSignal(false);
  const read = useSignal<number | null>(null);
  const version = newest(agreement);
  const holds = agreement.versions.find(({ version: number }) => number === agreement.counts);
  const shown = agreement.versions.find(({ version: number }) => number === read.value) ?? version;
  const { terms } = version;
  const mine = here()?.municipality.id ?? "";
  const names = terms.parties.map(({ municipality }) => partyName(agreement, municipality));
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
          {holds && ` ${t("agreement.meanwhile", { number: holds.version })}`}
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
        {isOne("coordinator") && !agreement.ended_on && (
          <Button
            aria-expanded={changing.value}
            onClick={() => {
              changing.value = !changing.value;
            }}
            testId="change-terms"
          >
            {t("agreement.change")}
          </Button>
        )}
        {isOne("coordinator") && !agreement.ended_on && holds && (
          <Button
            kind="plain"
            onClick={() => {
              ending.value = true;
            }}
            testId="end-agreement"
          >
            {t("agreement.end")}
          </Button>
        )}
      </div>
      {changing.value && (
        <DraftForm
          agreement={agreement}
          onDone={() => {
            changing.value = false;
            onChange();
          }}
        />
      )}
      {ending.value && holds && (
        <Ending
          agreement={agreement}
          noticeDays={holds.terms.notice_days}
          onClose={() => {
            ending.value = false;
          }}
          onDone={() => {
            ending.value = false;
            onChange();
          }}
        />
      )}
      {open.value && agreement.versions.length > 1 && (
        <Select
          label={t("agreement.version")}
          value={String(shown.version)}
          options={agreement.versions.map((one) => ({
            id: String(one.version),
            label: versionName(agreement, one),
          }))}
          onValue={(number) => {
            read.value = Number(number);
          }}
          testId="which-version"
        />
      )}
      {open.value && <TermsView agreement={agreement} version={shown} />}
      {agreement.counts !== null && isOne("coordinator") && (
        <Teachers agreement={agreement} staff={staff} trying={trying} onChange={onChange} />
      )}
    </li>
  );
}

function day(iso: string): string {
  return date(Date.parse(`${iso}T12:00:00`) / 1000);
}
