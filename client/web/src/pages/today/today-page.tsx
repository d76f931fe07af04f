/** Today and the week: one's lessons in order, each with what can be done with it now. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { t } from "../../i18n";
import { here, isOne, type PlannedLesson } from "../../session/staff";
import type { Warned } from "../../session/timetable";
import { Button } from "../../ui/kit";
import { Frame } from "../sign-in/frame";
import { Problem, type Trying, useTrying } from "../sign-in/trying";
import { NextLesson } from "../timetable/next";
import { Warnings } from "../timetable/warnings";
import { addDays, dayOf, isToday, startOfDay, startOfWeek } from "./days";
import { LessonCard } from "./lesson-card";
import { More, usePaged } from "./paged";
import { PlanForm } from "./plan-form";

type Span = "day" | "week";

export function TodayPage() {
  // A guardian's day is their child's lessons, and those come once a week.
  const title = isOne("teacher", "host", "observer", "coordinator", "admin")
    ? t("today.title")
    : t("today.mine");
  return (
    <Frame page="today" title={title}>
      {isOne("guardian") && <NextLesson />}
      <Days />
    </Frame>
  );
}

function Days() {
  const span = useSignal<Span>(isOne("teacher", "host", "observer") ? "day" : "week");
  const start = useSignal(startOfDay(new Date()));
  const planning = useSignal(false);
  const warnings = useSignal<Warned[]>([]);
  const trying = useTrying();
  const municipality = here()?.municipality.id;
  const from = span.value === "day" ? start.value : startOfWeek(start.value);
  const to = addDays(from, span.value === "day" ? 1 : 7);
  const paged = usePaged<PlannedLesson>(trying, "/lessons", from.getTime() / 1000, to.getTime() / 1000);
  const { lessons, load } = paged;
  useEffect(() => {
    void load();
  }, [from.getTime(), to.getTime(), municipality]);
  const days = Array.from({ length: span.value === "day" ? 1 : 7 }, (_, index) => addDays(from, index));
  // Of a week, the days that have lessons.
  const shown = days.filter((day) => span.value === "day" || ofDay(lessons.value, day).length > 0);
  const step = span.value === "day" ? 1 : 7;
  return (
    <>
      <div class="row day-bar">
        <Button
          size="small"
          onClick={() => {
            start.value = addDays(from, -step);
          }}
          testId="earlier"
        >
          {t("today.earlier")}
        </Button>
        <Button
          size="small"
          onClick={() => {
            start.value = addDays(from, step);
          }}
          testId="later"
        >
          {t("today.later")}
        </Button>
        <Button
          size="small"
          kind="plain"
          onClick={() => {
            span.value = span.value === "day" ? "week" : "day";
          }}
          testId="span"
        >
          {span.value === "day" ? t("today.week") : t("today.day")}
        </Button>
        <span class="grow" />
        {isOne("teacher", "coordinator") && (
          <Button
            kind="primary"
            onClick={() => {
              planning.value = true;
            }}
            testId="new-lesson"
          >
            {t("plan.title")}
          </Button>
        )}
      </div>
      {planning.value && (
        <PlanForm
          day={from}
          onDone={(planned) => {
            planning.value = false;
            warnings.value = planned?.warnings ?? [];
            if (planned) void load();
          }}
        />
      )}
      <Warnings warnings={warnings.value} />
      <Problem problem={trying.problem.value} />
      {shown.map((day) => (
        <Day key={day.getTime()} day={day} lessons={lessons.value} trying={trying} onChange={load} />
      ))}
      <More paged={paged} />
      {lessons.value?.length === 0 && (
        <p class="soft" data-testid="no-lessons">
          {t("today.none")}
        </p>
      )}
    </>
  );
}

function ofDay(lessons: PlannedLesson[] | null, day: Date): PlannedLesson[] {
  return (lessons ?? []).filter(
    ({ begins_at }) => begins_at && startOfDay(new Date(begins_at)).getTime() === day.getTime(),
  );
}

interface DayProps {
  day: Date;
  lessons: PlannedLesson[] | null;
  trying: Trying;
  onChange: () => void;
}

function Day({ day, lessons, trying, onChange }: DayProps) {
  const mine = ofDay(lessons, day);
  return (
    <section class="stack" aria-labelledby={`day-${day.getTime()}`}>
      <h2 id={`day-${day.getTime()}`} class="day-head">
        {dayOf(day)}
        {isToday(day) && <span class="tag">{t("today.title")}</span>}
      </h2>
      {mine.length > 0 && (
        <ul class="lesson-list" data-testid="lessons">
          {mine.map((lesson) => (
            <LessonCard key={lesson.id} lesson={lesson} trying={trying} onChange={onChange} />
          ))}
        </ul>
      )}
    </section>
  );
}
