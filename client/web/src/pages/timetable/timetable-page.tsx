/** The timetable: a week of one's own, of everybody or of a place, and what can be done with it. */
import "../../ui/styles/timetable.css";
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { date, t } from "../../i18n";
import { askHere, here, isOne } from "../../session/staff";
import type { Done, Occurrence, Year } from "../../session/timetable";
import { Button, Notice, Select } from "../../ui/kit";
import { Frame } from "../sign-in/frame";
import { Problem, useTrying } from "../sign-in/trying";
import { addDays, startOfWeek } from "../today/days";
import { Calendars } from "./calendars";
import { ChangeDialog } from "./change-dialog";
import { PlanForm } from "./plan-form";
import { Warnings } from "./warnings";
import { spanOf, Week } from "./week";
import { YearCard } from "./year";

const EMPTY: Year = { terms: [], holidays: [], places: [] };
type Open = "plan" | "year" | "calendars" | null;

export function TimetablePage() {
  return (
    <Frame page="timetable" title={t("timetable.title")}>
      <Timetable key={here()?.municipality.id} />
    </Frame>
  );
}

function Timetable() {
  const from = useSignal(startOfWeek(new Date()));
  const shown = useSignal("");
  const times = useSignal<Occurrence[] | null>(null);
  const year = useSignal<Year>(EMPTY);
  const open = useSignal<Open>(null);
  const chosen = useSignal<Occurrence | null>(null);
  const done = useSignal<Done | null>(null);
  const week = useTrying();
  const frame = useTrying();
  const place = shown.value.startsWith("place:") ? shown.value.slice(6) : "";
  const loadWeek = () => {
    const to = addDays(from.value, 7);
    const asked = `?from_s=${from.value.getTime() / 1000}&to_s=${to.getTime() / 1000}`;
    return week.load(
      () =>
        askHere<{ occurrences: Occurrence[] }>("GET", `/timetable${asked}${place ? `&place=${place}` : ""}`),
      (found) => {
        times.value = found.occurrences;
      },
    );
  };
  const loadYear = () =>
    frame.load(
      () => askHere<Year>("GET", "/timetable/frame"),
      (found) => {
        year.value = found;
      },
    );
  useEffect(() => {
    void loadWeek();
  }, [from.value.getTime(), place]);
  useEffect(() => {
    void loadYear();
  }, []);
  const finished = (found: Done | null) => {
    open.value = null;
    chosen.value = null;
    if (!found) return;
    done.value = found;
    void loadWeek();
  };
  const planned = (found: Done | null) => {
    const first = found?.occurrences[0];
    // What was planned is shown, in whatever week it begins.
    if (first) from.value = startOfWeek(new Date(first.begins_at));
    finished(found);
  };
  const found = (times.value ?? []).filter(
    ({ teacher }) => !shown.value.startsWith("teacher:") || shown.value === `teacher:${teacher.id}`,
  );
  return (
    <>
      <Bar from={from} open={open} />
      {open.value === "plan" && <PlanForm day={planDay(from.value)} year={year.value} onDone={planned} />}
      {open.value === "year" && (
        <YearCard
          year={year.value}
          onChange={() => {
            void loadYear();
            void loadWeek();
          }}
          onClose={() => finished(null)}
        />
      )}
      {open.value === "calendars" && <Calendars year={year.value} onClose={() => finished(null)} />}
      <Said done={done.value} />
      <Problem problem={week.problem.value ?? frame.problem.value} />
      <div class="row week-head">
        <h2 class="grow">{spanOf(from.value)}</h2>
        <Filter times={times.value ?? []} year={year.value} shown={shown} />
      </div>
      {times.value && (
        <Week
          from={from.value}
          times={found}
          holidays={year.value.holidays}
          onChoose={(one) => {
            done.value = null;
            chosen.value = one;
          }}
        />
      )}
      {times.value && found.length === 0 && (
        <p class="soft" data-testid="no-lessons">
          {t("today.none")}
        </p>
      )}
      {chosen.value && (
        <ChangeDialog key={chosen.value.id} occurrence={chosen.value} year={year.value} onDone={finished} />
      )}
    </>
  );
}

/** The week that is looked at, or today if that is in it. */
function planDay(monday: Date): Date {
  const today = startOfWeek(new Date()).getTime() === monday.getTime();
  return today ? new Date(new Date().setHours(0, 0, 0, 0)) : monday;
}

function Bar({ from, open }: { from: { value: Date }; open: { value: Open } }) {
  const step = (days: number) => () => {
    from.value = addDays(from.value, days);
  };
  const show = (what: Open) => () => {
    open.value = open.value === what ? null : what;
  };
  return (
    <div class="row day-bar">
      <Button size="small" onClick={step(-7)} testId="earlier">
        {t("today.earlier")}
      </Button>
      <Button size="small" onClick={step(7)} testId="later">
        {t("today.later")}
      </Button>
      <span class="grow" />
      <Button size="small" kind="plain" onClick={show("calendars")} testId="open-calendars">
        {t("timetable.calendars")}
      </Button>
      {isOne("coordinator") && (
        <Button size="small" kind="plain" onClick={show("year")} testId="open-year">
          {t("timetable.year")}
        </Button>
      )}
      {isOne("coordinator", "teacher") && (
        <Button kind="primary" onClick={show("plan")} testId="new-series">
          {t("timetable.new")}
        </Button>
      )}
    </div>
  );
}

/** Everybody's, one teacher's or a place's: for whoever sees more than their own. */
function Filter({ times, year, shown }: { times: Occurrence[]; year: Year; shown: { value: string } }) {
  if (!isOne("coordinator", "admin")) return null;
  const teachers = new Map(times.map(({ teacher }) => [teacher.id, teacher.name]));
  const options = [
    { id: "", label: t("timetable.everybody") },
    ...[...teachers].map(([id, name]) => ({ id: `teacher:${id}`, label: name })),
    ...year.places.map(({ id, name }) => ({ id: `place:${id}`, label: name })),
  ];
  const chosen = options.some(({ id }) => id === shown.value) ? shown.value : "";
  return (
    <Select
      label={t("timetable.show")}
      hideLabel
      value={chosen}
      options={options}
      onValue={(id) => {
        shown.value = id;
      }}
      testId="show"
    />
  );
}

/** What became of it: how many lessons, which days are holidays, and a paper that has lapsed. */
function Said({ done }: { done: Done | null }) {
  if (!done) return null;
  const free = done.left_out.map((day) => date(Date.parse(`${day}T12:00`) / 1000)).join(", ");
  return (
    <div class="stack">
      {done.occurrences.length > 1 && (
        <Notice
          tone="good"
          live
          title={t("timetable.planned", { count: done.occurrences.length })}
          testId="planned"
        >
          {free && <p>{t("timetable.leftOut", { days: free })}</p>}
        </Notice>
      )}
      <Warnings warnings={done.warnings} />
    </div>
  );
}
