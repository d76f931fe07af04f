/** A lesson to come: with whom, when, on what, and who else is there. */
import { type Signal, useSignal } from "@preact/signals";
import { type PlainKey, t } from "../../i18n";
import { askHere, isOne, type PlannedLesson } from "../../session/staff";
import { type Conflict, conflictsOf } from "../../session/timetable";
import { Button, Field } from "../../ui/kit";
import { OneOf } from "../people/one-of";
import { usePeople } from "../people/use-people";
import { Problem, useTrying } from "../sign-in/trying";
import { Conflicts } from "../timetable/conflicts";
import { localMinutes, nextQuarter } from "./days";
import { LengthSelect } from "./length-select";

const LENGTHS = [20, 30, 40, 45, 60, 90];

export interface PlanFormProps {
  day: Date;
  onDone: (planned: PlannedLesson | null) => void;
}

export function PlanForm({ day, onDone }: PlanFormProps) {
  const pupil = useSignal("");
  const begins = useSignal(localMinutes(nextQuarter(day, new Date())));
  const minutes = useSignal("30");
  const instrument = useSignal("");
  const teacher = useSignal("");
  const host = useSignal("");
  const observer = useSignal("");
  const missing = useSignal(false);
  const conflicts = useSignal<Conflict[]>([]);
  const { busy, problem, attempt, load } = useTrying();
  const people = usePeople(load);
  const plan = (event: Event) => {
    event.preventDefault();
    const name = pupil.value.trim();
    missing.value = name === "" || (isOne("coordinator") && !isOne("teacher") && teacher.value === "");
    if (missing.value) return;
    const known = people.value.find((one) => one.name === name && one.roles.length === 0);
    const lesson = {
      ...(known ? { pupil: known.id } : { pupil_name: name }),
      ...(teacher.value ? { teacher: teacher.value } : {}),
      ...(host.value ? { host: host.value } : {}),
      observers: observer.value ? [observer.value] : [],
      begins_at: new Date(begins.value).toISOString(),
      minutes: Number(minutes.value),
      instrument: instrument.value.trim(),
    };
    conflicts.value = [];
    void attempt(async () => {
      try {
        onDone(await askHere<PlannedLesson>("POST", "/lessons", lesson));
      } catch (cause) {
        conflicts.value = conflictsOf(cause);
        if (conflicts.value.length === 0) throw cause;
      }
    });
  };
  const text = (label: PlainKey, name: string, value: Signal<string>, more: object = {}) => (
    <Field
      label={t(label)}
      name={name}
      maxLength={80}
      value={value.value}
      onValue={(typed) => {
        value.value = typed;
      }}
      testId={`plan-${name}`}
      {...more}
    />
  );
  return (
    <form class="card stack stack-wide plan-form" onSubmit={plan} noValidate data-testid="plan">
      <h2>{t("plan.title")}</h2>
      <div class="fields">
        {text("plan.pupil", "pupil", pupil, {
          hint: t("plan.pupil.hint"),
          list: people.value.filter(({ roles }) => roles.length === 0).map(({ name }) => name),
          error: missing.value ? t("new.missing") : null,
        })}
        {text("new.instrument", "instrument", instrument, { hint: t("new.instrument.hint") })}
        {text("plan.when", "when", begins, { type: "datetime-local" })}
        <LengthSelect lengths={LENGTHS} minutes={minutes} />
        {isOne("coordinator") && (
          <OneOf
            label="role.teacher"
            held="teacher"
            people={people.value}
            chosen={teacher}
            testId="plan-teacher"
          />
        )}
        <OneOf label="plan.host" held="host" people={people.value} chosen={host} testId="plan-host" />
        <OneOf
          label="plan.observer"
          held="observer"
          people={people.value}
          chosen={observer}
          testId="plan-observer"
        />
      </div>
      <Conflicts conflicts={conflicts.value} />
      <Problem problem={problem.value} />
      <div class="row">
        <Button kind="primary" type="submit" disabled={busy.value} testId="plan-save">
          {t("plan.save")}
        </Button>
        <Button onClick={() => onDone(null)}>{t("close")}</Button>
      </div>
    </form>
  );
}
