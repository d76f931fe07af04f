/** What a year and a house are like: terms, holidays, rooms. */
import { useSignal } from "@preact/signals";
import { date, type PlainKey, t } from "../../i18n";
import { askHere } from "../../session/staff";
import { type Conflict, conflictsOf, type Times, type Year } from "../../session/timetable";
import { Button, Field } from "../../ui/kit";
import { Problem, type Trying, useTrying } from "../sign-in/trying";
import { Conflicts } from "./conflicts";

export interface YearCardProps {
  year: Year;
  onChange: () => void;
  onClose: () => void;
}

export function YearCard({ year, onChange, onClose }: YearCardProps) {
  const trying = useTrying();
  const conflicts = useSignal<Conflict[]>([]);
  const remove = (path: string) =>
    trying.attempt(async () => {
      conflicts.value = [];
      try {
        await askHere("DELETE", `/timetable/${path}`);
        onChange();
      } catch (cause) {
        conflicts.value = conflictsOf(cause);
        if (conflicts.value.length === 0) throw cause;
      }
    });
  return (
    <section class="card stack stack-wide" aria-labelledby="year" data-testid="year">
      <h2 id="year">{t("timetable.year")}</h2>
      <Conflicts conflicts={conflicts.value} />
      <Problem problem={trying.problem.value} />
      <Spans kind="terms" title="timetable.terms" times={year.terms} {...{ trying, remove, onChange }} />
      <Spans
        kind="holidays"
        title="timetable.holidays"
        times={year.holidays}
        {...{ trying, remove, onChange }}
      />
      <Places year={year} {...{ trying, remove, onChange }} />
      <div>
        <Button onClick={onClose}>{t("close")}</Button>
      </div>
    </section>
  );
}

interface PartProps {
  trying: Trying;
  remove: (path: string) => Promise<void>;
  onChange: () => void;
}

interface SpansProps extends PartProps {
  kind: "terms" | "holidays";
  title: PlainKey;
  times: Times[];
}

function Spans({ kind, title, times, trying, remove, onChange }: SpansProps) {
  const name = useSignal("");
  const first = useSignal("");
  const last = useSignal("");
  const wrong = first.value !== "" && last.value !== "" && last.value < first.value;
  const ready = name.value.trim() !== "" && first.value !== "" && last.value !== "" && !wrong;
  const add = (event: Event) => {
    event.preventDefault();
    if (!ready) return;
    void trying.attempt(async () => {
      const said = { name: name.value.trim(), first_day: first.value, last_day: last.value };
      await askHere("POST", `/timetable/${kind}`, said);
      name.value = "";
      first.value = "";
      last.value = "";
      onChange();
    });
  };
  return (
    <form class="stack" onSubmit={add} noValidate>
      <h3>{t(title)}</h3>
      <Listed
        found={times.map((one) => ({
          id: one.id,
          words: `${one.name}: ${day(one.first_day)} – ${day(one.last_day)}`,
        }))}
        remove={(id) => remove(`${kind}/${id}`)}
      />
      <div class="fields">
        <Field
          label={t("timetable.name")}
          name={`${kind}-name`}
          maxLength={80}
          {...bound(name)}
          testId={`${kind}-name`}
        />
        <Field
          label={t("timetable.from")}
          name={`${kind}-first`}
          type="date"
          {...bound(first)}
          testId={`${kind}-first`}
        />
        <Field
          label={t("timetable.until")}
          name={`${kind}-last`}
          type="date"
          {...bound(last)}
          error={wrong ? t("timetable.untilWrong") : null}
          testId={`${kind}-last`}
        />
      </div>
      <div>
        <Button type="submit" disabled={!ready} testId={`${kind}-add`}>
          {t("timetable.add")}
        </Button>
      </div>
    </form>
  );
}

function Places({ year, trying, remove, onChange }: PartProps & { year: Year }) {
  const name = useSignal("");
  const add = (event: Event) => {
    event.preventDefault();
    if (name.value.trim() === "") return;
    void trying.attempt(async () => {
      await askHere("POST", "/timetable/places", { name: name.value.trim() });
      name.value = "";
      onChange();
    });
  };
  return (
    <form class="stack" onSubmit={add} noValidate>
      <h3>{t("timetable.places")}</h3>
      <Listed
        found={year.places.map((one) => ({ id: one.id, words: one.name }))}
        remove={(id) => remove(`places/${id}`)}
      />
      <div class="fields">
        <Field
          label={t("timetable.name")}
          name="place-name"
          maxLength={80}
          {...bound(name)}
          testId="place-name"
        />
      </div>
      <div>
        <Button type="submit" disabled={name.value.trim() === ""} testId="place-add">
          {t("timetable.add")}
        </Button>
      </div>
    </form>
  );
}

interface ListedProps {
  found: { id: string; words: string }[];
  remove: (id: string) => Promise<void>;
}

function Listed({ found, remove }: ListedProps) {
  if (found.length === 0) return null;
  return (
    <ul class="plain-list">
      {found.map(({ id, words }) => (
        <li key={id} class="row year-row">
          <span class="grow">{words}</span>
          <Button
            kind="plain"
            size="small"
            aria-label={t("timetable.takeAway", { name: words })}
            onClick={() => remove(id)}
          >
            {t("timetable.remove")}
          </Button>
        </li>
      ))}
    </ul>
  );
}

function bound(value: { value: string }) {
  return {
    value: value.value,
    onValue: (typed: string) => {
      value.value = typed;
    },
  };
}

/** A day of the calendar, wherever the reader is. */
function day(said: string): string {
  return date(Date.parse(`${said}T12:00`) / 1000);
}
