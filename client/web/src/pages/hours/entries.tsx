/** What was entered for a month, entry by entry, each of which can be disputed. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { date, t } from "../../i18n";
import type { Agreement, Entry, MonthEntries } from "../../session/borders";
import { askHere, isOne } from "../../session/staff";
import { Button, Field } from "../../ui/kit";
import type { Trying } from "../sign-in/trying";
import { entryText } from "./words";

export interface EntriesProps {
  agreement: Agreement;
  month: string;
  /** Counts up whenever something was entered. */
  changes: number;
  trying: Trying;
  onChange: () => void;
}

export function Entries({ agreement, month, changes, trying, onChange }: EntriesProps) {
  const open = useSignal(false);
  const found = useSignal<MonthEntries | null>(null);
  useEffect(() => {
    if (!open.value) return;
    void trying.load(
      () => askHere<MonthEntries>("GET", `/agreements/${agreement.id}/hours?month=${month}`),
      (read) => {
        found.value = read;
      },
    );
  }, [open.value, changes]);
  return (
    <details
      open={open.value}
      onToggle={(event) => {
        open.value = event.currentTarget.open;
      }}
      data-testid="entries"
    >
      <summary>{t("hours.entries")}</summary>
      {found.value?.entries.length === 0 && <p class="soft">{t("hours.nothing")}</p>}
      <ul class="plain-list stack">
        {found.value?.entries.map((entry) => (
          <EntryRow
            key={entry.n}
            agreement={agreement}
            entry={entry}
            outcome={outcomeOf(found.value, entry)}
            disputable={isOne("coordinator") && (found.value?.disputable.includes(entry.n) ?? false)}
            trying={trying}
            onChange={onChange}
          />
        ))}
      </ul>
    </details>
  );
}

function outcomeOf(found: MonthEntries | null, entry: Entry): string | null {
  const about = found?.disputes.find((one) => one.entry.n === entry.n);
  if (!about) return null;
  if (!about.outcome) return t("dispute.disputed");
  return about.outcome === "keep" ? t("dispute.kept") : t("dispute.takenBack");
}

interface RowProps {
  agreement: Agreement;
  entry: Entry;
  outcome: string | null;
  disputable: boolean;
  trying: Trying;
  onChange: () => void;
}

function EntryRow({ agreement, entry, outcome, disputable, trying, onChange }: RowProps) {
  const disputing = useSignal(false);
  const name = (id: string) => agreement.names[id] ?? t("hours.post");
  return (
    <li class="stack" data-testid="entry" data-entry={entry.n}>
      <div class="row">
        <span class="grow">
          {date(Date.parse(entry.day) / 1000)} · {entryText(entry)}
          <br />
          <span class="small soft">
            {t("hours.fromTo", { from: name(entry.giver), to: name(entry.taker) })}
            {entry.corrects !== null && ` · ${t("dispute.counter")}`}
          </span>
        </span>
        {outcome && <span class="tag">{outcome}</span>}
        {disputable && !disputing.value && (
          <Button
            size="small"
            onClick={() => {
              disputing.value = true;
            }}
            testId="dispute-entry"
          >
            {t("dispute.open")}
          </Button>
        )}
      </div>
      {disputable && disputing.value && (
        <Why agreement={agreement} entry={entry} trying={trying} onChange={onChange} />
      )}
    </li>
  );
}

type WhyProps = Pick<RowProps, "agreement" | "entry" | "trying" | "onChange">;

function Why({ agreement, entry, trying, onChange }: WhyProps) {
  const reason = useSignal("");
  const dispute = (event: Event) => {
    event.preventDefault();
    if (reason.value.trim() === "") return;
    void trying.attempt(async () => {
      const said = { entry: entry.n, reason: reason.value.trim() };
      await askHere("POST", `/agreements/${agreement.id}/disputes`, said);
      onChange();
    });
  };
  return (
    <form class="fields" onSubmit={dispute} noValidate>
      <Field
        label={t("dispute.why")}
        name={`reason-${entry.n}`}
        hint={t("dispute.hint")}
        value={reason.value}
        onValue={(typed) => {
          reason.value = typed;
        }}
        testId="dispute-reason"
      />
      <Button kind="primary" type="submit" testId="dispute-send">
        {t("dispute.open")}
      </Button>
    </form>
  );
}
