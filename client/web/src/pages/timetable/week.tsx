/** A week in columns, one a day; on a narrow screen one below the other. */
import { locale, t, time } from "../../i18n";
import type { Occurrence } from "../../session/timetable";
import { addDays, isToday, startOfDay } from "../today/days";
import { MeetingLink } from "./meeting";

const WORKING_DAYS = 5;

export interface WeekProps {
  from: Date;
  times: Occurrence[];
  holidays: readonly { name: string; first_day: string; last_day: string }[];
  onChoose: (one: Occurrence) => void;
}

export function Week({ from, times, holidays, onChoose }: WeekProps) {
  const days = Array.from({ length: 7 }, (_, index) => addDays(from, index)).map((day) => ({
    day,
    times: times.filter((one) => startOfDay(new Date(one.begins_at)).getTime() === day.getTime()),
  }));
  // A Saturday is there when something is on it.
  const shown = days.filter((one, index) => index < WORKING_DAYS || one.times.length > 0);
  return (
    <div class="week" data-days={shown.length} data-testid="week">
      {shown.map((one) => (
        <section
          key={one.day.getTime()}
          class={one.times.length > 0 ? "week-day" : "week-day week-day-empty"}
          aria-labelledby={`day-${one.day.getTime()}`}
          data-today={isToday(one.day) ? "" : undefined}
        >
          <h3 id={`day-${one.day.getTime()}`} class="day-head">
            {shortDay(one.day)}
          </h3>
          <Free day={one.day} holidays={holidays} />
          {one.times.length > 0 && (
            <ul class="plain-list stack">
              {one.times.map((each) => (
                <li key={each.id}>
                  <Slot one={each} onChoose={onChoose} />
                </li>
              ))}
            </ul>
          )}
        </section>
      ))}
    </div>
  );
}

/** "Tue 19 Jan": a column is narrow. */
function shortDay(day: Date): string {
  const parts = { weekday: "short", day: "numeric", month: "short" } as const;
  return new Intl.DateTimeFormat(locale.value, parts).format(day);
}

function Free({ day, holidays }: { day: Date } & Pick<WeekProps, "holidays">) {
  const two = (part: number) => String(part).padStart(2, "0");
  const said = `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
  const found = holidays.find(({ first_day, last_day }) => first_day <= said && said <= last_day);
  return found ? <p class="small soft">{found.name}</p> : null;
}

function Slot({ one, onChoose }: { one: Occurrence; onChoose: (one: Occurrence) => void }) {
  const content = <SlotText one={one} />;
  if (!one.may_change)
    return (
      <div class="slot" data-state={one.state} data-testid="slot">
        {content}
        <MeetingLink one={one} />
      </div>
    );
  return (
    <>
      <button
        type="button"
        class="slot"
        data-state={one.state}
        data-testid="slot"
        onClick={() => onChoose(one)}
      >
        {content}
      </button>
      <MeetingLink one={one} />
    </>
  );
}

export function SlotText({ one }: { one: Occurrence }) {
  const begins = Date.parse(one.begins_at) / 1000;
  const marks = [
    one.state === "cancelled" ? t("today.state.closed") : "",
    one.usual_teacher ? t("timetable.for", { name: one.usual_teacher }) : "",
    one.moved && !one.usual_teacher ? t("timetable.moved") : "",
  ].filter((words) => words !== "");
  const first = one.pupils.slice(0, 3).join(", ");
  const more = one.pupils.length - 3;
  return (
    <>
      <strong class="figures slot-time">
        {time(begins)}–{time(begins + one.minutes * 60)}
      </strong>
      <span class="slot-who">{more > 0 ? `${first} +${more}` : first}</span>
      <span class="small soft">
        {[one.instrument, one.level, one.teacher.name, one.host?.name, one.place?.name]
          .filter(Boolean)
          .join(" · ")}
      </span>
      {marks.length > 0 && <span class="small slot-marks">{marks.join(" · ")}</span>}
    </>
  );
}

/** From which day to which, as short as this language says it: "23 – 29 Nov 2026". */
export function spanOf(from: Date): string {
  return new Intl.DateTimeFormat(locale.value, { dateStyle: "medium" }).formatRange(from, addDays(from, 6));
}
