/** A place over the weeks: two lines, the same in words, and the figures below. */
import { FOLLOW_MS, TOGETHER_MS } from "../../core/advice";
import { date, figure, type PlainKey, t } from "../../i18n";
import { Export } from "./export";
import type { Hour } from "./grid";
import { type Drawn, isDrawn, lineOf, type Week, weeksOf } from "./weeks";
import { WORDS } from "./words";

const WIDTH = 300;
const HEIGHT = 90;
const LEAST_TOP_MS = 80;

const HEADS: readonly PlainKey[] = [
  "places.compare.middle",
  "places.compare.uneven",
  "places.compare.lost",
  "places.compare.hours",
  "places.compare.blocked",
];

export function Course({
  hours,
  profile,
  id,
  name,
}: {
  hours: readonly Hour[];
  profile: string;
  id: string;
  name: string;
}) {
  const weeks = weeksOf(hours, profile);
  // One week is a point, and no course.
  if (weeks.length < 2) return null;
  return (
    <section class="stack-tight" data-testid="course">
      <h3>{t("places.course")}</h3>
      <Lines weeks={weeks.filter(isDrawn)} />
      <Table weeks={weeks} name={name} />
      <Export rows={weeks.map((week) => rowOf(week, profile))} name={`klangbro-weeks-${id}`} />
    </section>
  );
}

function Lines({ weeks }: { weeks: readonly Drawn[] }) {
  const [first, last] = [weeks[0], weeks.at(-1)];
  if (!first || !last || first === last) return null;
  const topMs = Math.max(LEAST_TOP_MS, 1.1 * Math.max(...weeks.map(({ figures }) => figures.highMs)));
  const y = (ms: number) => HEIGHT * (1 - ms / topMs);
  const words = t("places.course.words", {
    from: date(first.fromS),
    to: date(last.fromS),
    first: figure(first.figures.middleMs),
    last: figure(last.figures.middleMs),
    firstHigh: figure(first.figures.highMs),
    lastHigh: figure(last.figures.highMs),
  });
  return (
    <>
      <svg class="history" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={words}>
        {[TOGETHER_MS, FOLLOW_MS].map((ms) => (
          <path key={ms} class="history-limit" d={`M0 ${y(ms)}H${WIDTH}`} />
        ))}
        <path class="history-theirs" d={lineOf(weeks, ({ highMs }) => highMs, WIDTH, y)} />
        <path class="history-mine" d={lineOf(weeks, ({ middleMs }) => middleMs, WIDTH, y)} />
      </svg>
      <p class="history-ends small soft" aria-hidden="true">
        <span>{date(first.fromS)}</span>
        <span>{date(last.fromS)}</span>
      </p>
      <p class="small">{words}</p>
      <p class="small soft">
        {t("places.course.lines")} {t("history.limits", { together: TOGETHER_MS, follow: FOLLOW_MS })}
      </p>
    </>
  );
}

function rowOf(week: Week, profile: string) {
  return {
    week_from: new Date(week.fromS * 1000).toISOString(),
    profile,
    hours: week.hours,
    blocked: week.blocked,
    middle_ms: week.figures?.middleMs ?? null,
    p95_ms: week.figures?.highMs ?? null,
    variation_ms: week.figures?.unevenMs ?? null,
    lost_pct: week.figures?.lostPct ?? null,
    word: week.word,
  };
}

const cell = (value: number | undefined) => (value === undefined ? "–" : figure(value, 1));

function Table({ weeks, name: place }: { weeks: readonly Week[]; name: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section class="wide-table week-table" tabIndex={0} aria-label={`${t("places.course")}, ${place}`}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t("places.course.week")}</th>
            {HEADS.map((name) => (
              <th key={name} scope="col" class="number">
                {t(name)}
              </th>
            ))}
            <th scope="col" class="number">
              {t("places.course.high")}
            </th>
            <th scope="col">{t("places.course.verdict")}</th>
          </tr>
        </thead>
        <tbody>
          {weeks.map((week) => (
            <tr key={week.fromS}>
              <th scope="row">{date(week.fromS)}</th>
              <td class="number">{cell(week.figures?.middleMs)}</td>
              <td class="number">{cell(week.figures?.unevenMs)}</td>
              <td class="number">{cell(week.figures?.lostPct)}</td>
              <td class="number">{figure(week.hours)}</td>
              <td class="number">{figure(week.blocked)}</td>
              <td class="number">{cell(week.figures?.highMs)}</td>
              <td>{t(WORDS[week.word])}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
