/** One place: its week, its table, and taking it away. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { dateTime, figure, t } from "../../i18n";
import { ofMember } from "../../session/keeping-place";
import { askHere, here } from "../../session/staff";
import { Button, Notice, Select } from "../../ui/kit";
import { Problem, useTrying } from "../sign-in/trying";
import { Course } from "./course";
import { type Cell, type Hour, type Word, weekOf } from "./grid";
import { Measure } from "./measure";
import { hourName, PROFILES, SPANS, WORDS, weekdayName } from "./words";

export interface Place {
  id: string;
  name: string;
  created_s: number;
  last_s: number | null;
  may_measure: boolean;
}

/** Not by colour alone. */
const SIGNS: Record<Word, string> = { together: "●", follow: "◐", turns: "○", none: "×" };
const DAYS = [0, 1, 2, 3, 4, 5, 6];

export function PlaceCard({
  place,
  keeps,
  onChange,
}: {
  place: Place;
  keeps: boolean;
  onChange: () => void;
}) {
  const hours = useSignal<Hour[] | null>(null);
  const profile = useSignal("duet");
  const weeks = useSignal("4");
  const sure = useSignal(false);
  const trying = useTrying();
  const path = `/places/${place.id}`;
  const load = () =>
    trying.load(
      () => askHere<{ hours: Hour[] }>("GET", `${path}/readiness?weeks=${weeks.value}`),
      (found) => {
        hours.value = found.hours;
      },
    );
  useEffect(() => {
    void load();
  }, [path, weeks.value]);
  const onMeasured = () => {
    void load();
    onChange();
  };
  const remove = () =>
    trying.attempt(async () => {
      await askHere("DELETE", path);
      onChange();
    });
  const heading = `place-${place.id}`;
  const base = `/api/municipalities/${here()?.municipality.id}${path}/readiness`;
  return (
    <section class="card stack" aria-labelledby={heading} data-testid="place">
      <h2 id={heading}>{place.name}</h2>
      <p class="soft">
        {place.last_s === null ? t("places.never") : t("places.last", { when: dateTime(place.last_s) })}
      </p>
      <Problem problem={trying.problem.value} />
      {hours.value && hours.value.length > 0 && (
        <>
          <div class="row offer">
            <Select
              label={t("places.profile")}
              value={profile.value}
              options={Object.entries(PROFILES).map(([id, key]) => ({ id, label: t(key) }))}
              onValue={(id) => {
                profile.value = id;
              }}
            />
            <Select
              label={t("places.weeks")}
              value={weeks.value}
              options={SPANS.map((id) => ({ id, label: figure(Number(id)) }))}
              onValue={(id) => {
                weeks.value = id;
              }}
            />
          </div>
          <Week hours={hours.value} profile={profile.value} name={place.name} />
          <Course hours={hours.value} profile={profile.value} id={place.id} name={place.name} />
        </>
      )}
      {place.may_measure && <Measure place={ofMember(place.id, place.name)} onDone={onMeasured} />}
      <div class="row">
        {hours.value && hours.value.length > 0 && (
          <>
            <a
              class="button button-quiet button-normal"
              href={`${base}/table`}
              download={`klangbro-${place.id}.csv`}
            >
              {t("hours.table")}
            </a>
            <a
              class="button button-quiet button-normal"
              href={`${base}?weeks=${weeks.value}`}
              download={`klangbro-${place.id}.json`}
            >
              JSON
            </a>
          </>
        )}
        {keeps && !sure.value && (
          <Button
            onClick={() => {
              sure.value = true;
            }}
            testId="remove-place"
          >
            {t("places.remove")}
          </Button>
        )}
      </div>
      {sure.value && (
        <Notice tone="warn" title={t("places.sure", { name: place.name })}>
          <div class="row">
            <Button kind="danger" onClick={remove} testId="sure">
              {t("places.remove")}
            </Button>
            <Button
              onClick={() => {
                sure.value = false;
              }}
            >
              {t("close")}
            </Button>
          </div>
        </Notice>
      )}
    </section>
  );
}

function Week({ hours, profile, name }: { hours: readonly Hour[]; profile: string; name: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section class="wide-table week-table" tabIndex={0} aria-label={`${name}: ${t("places.caption")}`}>
      <table>
        <caption class="small soft">{t("places.caption")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("places.hour")}</th>
            {DAYS.map((day) => (
              <th key={day} scope="col" class="number">
                {weekdayName(day)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weekOf(hours, profile).map((row) => (
            <tr key={row.hour}>
              <th scope="row">{hourName(row.hour)}</th>
              {row.cells.map((cell, day) => (
                <td key={DAYS[day]} class="number">
                  {cell && <Mark cell={cell} />}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p class="small soft">
        {(Object.keys(SIGNS) as Word[]).map((word) => `${SIGNS[word]} ${t(WORDS[word])}`).join(" · ")}
      </p>
    </section>
  );
}

function Mark({ cell }: { cell: Cell }) {
  return (
    <span class={`mark-${cell.word}`}>
      <span aria-hidden="true">{SIGNS[cell.word]} </span>
      {cell.worstMs !== null && figure(Math.round(cell.worstMs))}
      <span class="unseen"> {t(WORDS[cell.word])}</span>
    </span>
  );
}
