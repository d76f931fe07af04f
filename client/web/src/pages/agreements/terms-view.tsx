/** All that an agreement says, to read and to print. */
import type { ComponentChildren } from "preact";
import { date, figure, t } from "../../i18n";
import { type Agreement, money, type Version } from "../../session/borders";
import { BEARS_NAMES, SHARED } from "./words";

export function TermsView({ agreement, version }: { agreement: Agreement; version: Version }) {
  const { terms } = version;
  const minutes = (count: number) => t("today.minutes", { minutes: figure(count) });
  const per = terms.per === "week" ? t("agreement.perWeek") : t("agreement.perTerm");
  return (
    <dl class="terms figures" data-testid="terms">
      <Row name={t("agreement.version")}>{versionName(agreement, version)}</Row>
      <Row name={t("agreement.valid")}>
        {[terms.valid_from, terms.valid_until]
          .map((day) => date(Date.parse(`${day}T12:00:00`) / 1000))
          .join(" – ")}
      </Row>
      <Row name={t("agreement.approvedBy")}>
        {version.approved_by.map((id) => agreement.names[id]).join(", ") || "–"}
      </Row>
      <Row name={t("agreement.parties")}>
        <ul class="plain-list">
          {terms.parties.map((party) => (
            <li key={party.municipality}>
              {partyName(agreement, party.municipality)}:{" "}
              {party.gives ? t("agreement.gives") : t("agreement.takes")}
              {SHARED.includes(terms.form) && `, ${t("agreement.shareOf", { share: figure(party.share) })}`}
              {party.official && `, ${party.official}`}
            </li>
          ))}
        </ul>
      </Row>
      {terms.subjects.length > 0 && <Row name={t("agreement.subjects")}>{terms.subjects.join(", ")}</Row>}
      {terms.levels.length > 0 && <Row name={t("agreement.levels")}>{terms.levels.join(", ")}</Row>}
      {terms.minutes > 0 && (
        <Row name={t("agreement.amount")}>
          {minutes(terms.minutes)} {per}
        </Row>
      )}
      <Row name={t("agreement.price")}>{money(terms.price_minor, terms.currency)}</Row>
      <Row name={t("agreement.preparation")}>{minutes(terms.preparation_min)}</Row>
      <Row name={t("agreement.travel")}>{minutes(terms.travel_min)}</Row>
      <Row name={t("agreement.notice")}>{t("agreement.days", { days: terms.notice_days })}</Row>
      <Row name={t("agreement.borne.pupil")}>{t(BEARS_NAMES[terms.borne.pupil])}</Row>
      <Row name={t("agreement.borne.teacher")}>{t(BEARS_NAMES[terms.borne.teacher])}</Row>
      <Row name={t("agreement.borne.technology")}>{t(BEARS_NAMES[terms.borne.technology])}</Row>
      {terms.legal_ground && <Row name={t("agreement.ground")}>{terms.legal_ground}</Row>}
      {terms.case_number && <Row name={t("agreement.case")}>{terms.case_number}</Row>}
      {terms.data_processing && <Row name={t("agreement.data")}>{terms.data_processing}</Row>}
    </dl>
  );
}

/** What a party is called, and that it is no municipality where it is none. */
export function partyName({ names, providers }: Agreement, party: string): string {
  const name = names[party] ?? "";
  return providers.includes(party) ? t("agreement.provider", { name }) : name;
}

/** "2, proposed by Pajala, 19 January 2027". */
export function versionName(agreement: Agreement, version: Version): string {
  return t("agreement.versionOf", {
    number: version.version,
    name: agreement.names[version.proposed_by] ?? "",
    day: date(Date.parse(version.proposed_at) / 1000),
  });
}

function Row({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div class="terms-row">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
