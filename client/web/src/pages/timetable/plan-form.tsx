/** A lesson that comes back, or one time: who, when first, how often, until when, where. */
import { useSignal } from "@preact/signals";
import { t } from "../../i18n";
import { askHere, isOne } from "../../session/staff";
import {
  type Conflict,
  conflictsOf,
  type Done,
  dayAndTime,
  IN_A_ROOM,
  lastDayFor,
  type Who,
  type Year,
  zone,
} from "../../session/timetable";
import { Button, Field, Select } from "../../ui/kit";
import { OneOf } from "../people/one-of";
import { usePeople } from "../people/use-people";
import { Problem, useTrying } from "../sign-in/trying";
import { localMinutes, nextQuarter } from "../today/days";
import { LengthSelect } from "../today/length-select";
import { Conflicts } from "./conflicts";
import { LevelSelect } from "./level-select";
import { PlaceSelect } from "./place-select";
import { PlaceWord } from "./place-word";
import { PupilsField } from "./pupils-field";

const LENGTHS = [20, 30, 40, 45, 60];

export interface PlanFormProps {
  day: Date;
  year: Year;
  onDone: (done: Done | null) => void;
}

export function PlanForm({ day, year, onDone }: PlanFormProps) {
  const pupils = useSignal<Who[]>([]);
  const teacher = useSignal("");
  const host = useSignal("");
  const begins = useSignal(localMinutes(nextQuarter(day, new Date())));
  const every = useSignal("1");
  const until = useSignal("");
  const minutes = useSignal("30");
  const instrument = useSignal("");
  const level = useSignal("");
  const place = useSignal("");
  const meeting = useSignal("");
  const missing = useSignal(false);
  const conflicts = useSignal<Conflict[]>([]);
  const { busy, problem, attempt, load } = useTrying();
  const people = usePeople(load);
  const teachers = people.value.filter(({ roles }) => roles.includes("teacher"));
  const forOthers = isOne("coordinator");
  const noTeacher = forOthers && !isOne("teacher") && teacher.value === "";
  const large = pupils.value.length + 1 > IN_A_ROOM;
  const nowhere = large && place.value === "" && !meeting.value.trim().startsWith("https://");
  const { day: first, at } = dayAndTime(begins.value);
  const last = until.value || lastDayFor(first, year.terms);
  const plan = (event: Event) => {
    event.preventDefault();
    conflicts.value = [];
    missing.value = pupils.value.length === 0 || noTeacher || nowhere || at === "";
    if (missing.value) return;
    void attempt(async () => {
      const common = {
        pupils: pupils.value.map(({ id }) => id),
        ...(teacher.value ? { teacher: teacher.value } : {}),
        ...(host.value ? { host: host.value } : {}),
        instrument: instrument.value.trim(),
        level: level.value,
        zone: zone(),
        at,
        minutes: Number(minutes.value),
        ...(place.value ? { place: place.value } : {}),
        ...(large && meeting.value.trim() ? { meeting_url: meeting.value.trim() } : {}),
      };
      const once = every.value === "0";
      const days = once
        ? { day: first }
        : { first_day: first, last_day: last, every_weeks: Number(every.value) };
      try {
        const path = once ? "/timetable/occurrences" : "/timetable/series";
        onDone(await askHere<Done>("POST", path, { ...common, ...days }));
      } catch (cause) {
        conflicts.value = conflictsOf(cause);
        if (conflicts.value.length === 0) throw cause;
      }
    });
  };
  return (
    <form class="card stack stack-wide plan-form" onSubmit={plan} noValidate data-testid="series">
      <h2>{t("timetable.new")}</h2>
      <PupilsField
        people={people.value}
        chosen={pupils}
        missing={missing.value && pupils.value.length === 0}
      />
      <div class="fields">
        {forOthers && (
          <Select
            label={t("role.teacher")}
            value={teacher.value}
            options={[
              { id: "", label: isOne("teacher") ? t("timetable.me") : t("timetable.choose") },
              ...teachers.map(({ id, name }) => ({ id, label: name })),
            ]}
            onValue={(id) => {
              teacher.value = id;
            }}
            testId="series-teacher"
          />
        )}
        <Field
          label={t("new.instrument")}
          name="instrument"
          maxLength={80}
          value={instrument.value}
          onValue={(typed) => {
            instrument.value = typed;
          }}
          testId="series-instrument"
        />
        <LevelSelect level={level} />
        <Field
          label={t("timetable.first")}
          name="first"
          type="datetime-local"
          value={begins.value}
          onValue={(typed) => {
            begins.value = typed;
          }}
          testId="series-first"
        />
        <LengthSelect lengths={LENGTHS} minutes={minutes} />
        <Select
          label={t("timetable.often")}
          value={every.value}
          options={[
            { id: "0", label: t("timetable.once") },
            { id: "1", label: t("timetable.weekly") },
            ...[2, 3, 4].map((weeks) => ({
              id: String(weeks),
              label: t("timetable.everyWeeks", { weeks }),
            })),
          ]}
          onValue={(id) => {
            every.value = id;
          }}
          testId="series-often"
        />
        {every.value !== "0" && (
          <Field
            label={t("timetable.until")}
            name="until"
            type="date"
            value={last}
            onValue={(typed) => {
              until.value = typed;
            }}
            testId="series-until"
          />
        )}
        <PlaceSelect year={year} place={place} testId="series-place" />
        <OneOf label="plan.host" held="host" people={people.value} chosen={host} testId="series-host" />
        {large && (
          <Field
            label={t("timetable.meeting")}
            hint={t("timetable.meeting.hint")}
            name="meeting"
            type="url"
            maxLength={500}
            value={meeting.value}
            error={missing.value && nowhere ? t("timetable.meeting.missing") : null}
            onValue={(typed) => {
              meeting.value = typed;
            }}
            testId="series-meeting"
          />
        )}
      </div>
      {place.value && <PlaceWord place={place.value} begins={begins.value} />}
      {missing.value && noTeacher && <p class="field-error">{t("timetable.noTeacher")}</p>}
      <Conflicts conflicts={conflicts.value} />
      <Problem problem={problem.value} />
      <div class="row">
        <Button kind="primary" type="submit" disabled={busy.value} testId="series-save">
          {t("timetable.save")}
        </Button>
        <Button onClick={() => onDone(null)}>{t("close")}</Button>
      </div>
    </form>
  );
}

export function options(found: readonly { id: string; name: string }[]): { id: string; label: string }[] {
  return found.map(({ id, name }) => ({ id, label: name }));
}
