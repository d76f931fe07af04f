/** What a month comes to, agreement by agreement: minutes, worth, who pays whom. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { figure, t } from "../../i18n";
import {
  type Agreement,
  money,
  monthName,
  newest,
  recentMonths,
  type Settlement,
} from "../../session/borders";
import { askHere, here, isOne } from "../../session/staff";
import { Button, Notice } from "../../ui/kit";
import { Problem, useTrying } from "../sign-in/trying";
import { Balances } from "./balances";
import { DisputeCard } from "./dispute-card";
import { Entries } from "./entries";
import { KIND_NAMES } from "./words";

export interface SettlementsProps {
  month: string;
  /** Counts up whenever hours were confirmed, so that the sums follow. */
  changes: number;
  /** Something was disputed, or answered. */
  onResolved: () => void;
}

export function Settlements({ month, changes, onResolved }: SettlementsProps) {
  const disputes = useSignal(0);
  const agreements = useSignal<Agreement[]>([]);
  const found = useSignal<Record<string, Settlement>>({});
  const trying = useTrying();
  const reading = useTrying();
  useEffect(() => {
    void trying.load(
      () => askHere<{ agreements: Agreement[] }>("GET", "/agreements"),
      (found) => {
        agreements.value = found.agreements.filter(({ counts }) => counts !== null);
      },
    );
  }, []);
  useEffect(() => {
    void reading.load(
      () => askHere<{ settlements: Record<string, Settlement> }>("GET", `/settlements/${month}`),
      ({ settlements }) => {
        found.value = settlements;
      },
    );
  }, [month, changes, disputes.value]);
  return (
    <>
      <Problem problem={trying.problem.value ?? reading.problem.value} />
      {agreements.value.map((one) => (
        <Month
          key={`${one.id}-${month}`}
          agreement={one}
          month={month}
          changes={changes + disputes.value}
          onDispute={() => {
            disputes.value += 1;
            onResolved();
          }}
          found={found.value[one.id]?.month === month ? found.value[one.id] : undefined}
          onClosed={(closed) => {
            found.value = { ...found.value, [one.id]: closed };
          }}
        />
      ))}
    </>
  );
}

interface MonthProps {
  agreement: Agreement;
  month: string;
  changes: number;
  onDispute: () => void;
  found: Settlement | undefined;
  onClosed: (closed: Settlement) => void;
}

function Month({ agreement, month, changes, onDispute, found, onClosed }: MonthProps) {
  const trying = useTrying();
  const path = `/agreements/${agreement.id}/settlements/${month}`;
  const close = () =>
    trying.attempt(async () => {
      onClosed(await askHere<Settlement>("POST", path));
    });
  const over = month < (recentMonths(new Date(), 1)[0] ?? "");
  const heading = `month-${agreement.id}`;
  return (
    <section class="card stack" aria-labelledby={heading} data-testid="settlement">
      <h2 id={heading}>
        {newest(agreement).terms.title}, {monthName(month)}
        {found?.settled && <span class="tag">{t("hours.settled")}</span>}
      </h2>
      <Problem problem={trying.problem.value} />
      {found && found.lines.length === 0 && <p class="soft">{t("hours.nothing")}</p>}
      {found && found.lines.length > 0 && <Lines found={found} names={agreement.names} />}
      {found && <Balances found={found} names={agreement.names} />}
      {found && found.lines.length > 0 && <Payments found={found} names={agreement.names} />}
      {found?.disputed.map((one) => (
        <DisputeCard key={one.id} agreement={agreement} dispute={one} trying={trying} onChange={onDispute} />
      ))}
      <Entries agreement={agreement} month={month} changes={changes} trying={trying} onChange={onDispute} />
      <div class="row">
        {found &&
          found.lines.length > 0 &&
          ["csv", "xlsx"].map((format) => (
            <a
              key={format}
              class="button button-quiet button-normal"
              href={`/api/municipalities/${here()?.municipality.id}${path}/table?format=${format}`}
              download={`klangbro-${month}.${format}`}
              data-testid={format}
            >
              {t("tables.fetch", { format: format.toUpperCase() })}
            </a>
          ))}
        {found && !found.settled && over && isOne("coordinator") && (
          <Button onClick={close} testId="close-month">
            {t("hours.close")}
          </Button>
        )}
      </div>
    </section>
  );
}

interface SaidProps {
  found: Settlement;
  names: Record<string, string>;
}

function Lines({ found, names }: SaidProps) {
  const name = (id: string) => names[id] ?? t("hours.post");
  return (
    <div class="wide-table">
      <table class="figures" data-testid="lines">
        <thead>
          <tr>
            <th scope="col">{t("hours.what")}</th>
            <th scope="col" class="number">
              {t("hours.minutes")}
            </th>
            <th scope="col" class="number">
              {t("hours.worth")}
            </th>
          </tr>
        </thead>
        <tbody>
          {found.lines.map((line) => (
            <tr key={`${line.version}-${line.kind}-${line.giver}-${line.taker}`}>
              <th scope="row">
                {t(KIND_NAMES[line.kind])}
                <br />
                <span class="small soft">
                  {t("hours.fromTo", { from: name(line.giver), to: name(line.taker) })}
                </span>
              </th>
              <td class="number">{line.kind === "cost" ? "" : figure(line.minutes)}</td>
              <td class="number">{money(line.worth_minor, found.currency)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Payments({ found, names }: SaidProps) {
  if (found.payments.length === 0) return <Notice tone="good" title={t("hours.even")} />;
  return (
    <ul class="plain-list" data-testid="payments">
      {found.payments.map((one) => (
        <li key={`${one.payer}-${one.payee}`}>
          <strong>
            {t("hours.pays", {
              payer: names[one.payer] ?? "",
              payee: names[one.payee] ?? "",
              amount: money(one.amount_minor, found.currency),
            })}
          </strong>
        </li>
      ))}
    </ul>
  );
}
