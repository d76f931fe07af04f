/** The municipality's places side by side: one profile, the same weeks, spread and number with every figure. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { FOLLOW_MS, TOGETHER_MS } from "../../core/advice";
import { figure, type PlainKey, t } from "../../i18n";
import { askHere, here } from "../../session/staff";
import { Select } from "../../ui/kit";
import { Problem, useTrying } from "../sign-in/trying";
import { Export } from "./export";
import { RangeBar } from "./range-bar";
import { PROFILES, SPANS } from "./words";

interface Line {
  id: string;
  name: string;
  hours: number;
  /** In so many of them no sound got through. */
  blocked: number;
  p05_ms: number | null;
  p50_ms: number | null;
  p95_ms: number | null;
  worst_ms: number | null;
  variation_ms: number | null;
  lost_pct: number | null;
  together_pct: number | null;
}

const HEADS: readonly PlainKey[] = [
  "places.compare.middle",
  "places.compare.range",
  "places.compare.worst",
  "places.compare.uneven",
  "places.compare.lost",
  "places.compare.together",
  "places.compare.hours",
  "places.compare.blocked",
];

export function Comparison() {
  const lines = useSignal<Line[] | null>(null);
  const profile = useSignal("duet");
  const weeks = useSignal("4");
  const trying = useTrying();
  useEffect(() => {
    void trying.load(
      () =>
        askHere<{ places: Line[] }>(
          "GET",
          `/readiness/comparison?profile=${profile.value}&weeks=${weeks.value}`,
        ),
      (found) => {
        lines.value = found.places;
      },
    );
  }, [here()?.municipality.id, profile.value, weeks.value]);
  const rows = (lines.value ?? []).map(({ id: _, ...line }) => ({
    ...line,
    profile: profile.value,
    weeks: Number(weeks.value),
  }));
  return (
    <section class="card stack" aria-labelledby="compare-places" data-testid="comparison">
      <h2 id="compare-places">{t("places.compare")}</h2>
      <Problem problem={trying.problem.value} />
      <div class="row offer">
        <Select
          label={t("places.profile")}
          value={profile.value}
          options={Object.entries(PROFILES).map(([id, key]) => ({ id, label: t(key) }))}
          onValue={(id) => {
            profile.value = id;
          }}
          testId="compare-profile"
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
      {lines.value && <Table lines={lines.value} />}
      {rows.length > 0 && <Export rows={rows} name="klangbro-places" />}
    </section>
  );
}

function Table({ lines }: { lines: readonly Line[] }) {
  const topMs = Math.max(2 * TOGETHER_MS, ...lines.map(({ p95_ms }) => p95_ms ?? 0)) * 1.05;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section class="wide-table week-table" tabIndex={0} aria-label={t("places.compare.range")}>
      <table>
        <caption class="small soft">
          {t("places.compare.caption", { together: TOGETHER_MS, follow: FOLLOW_MS })}
        </caption>
        <thead>
          <tr>
            <th scope="col">{t("places.name")}</th>
            {HEADS.map((name) => (
              <th key={name} scope="col" class="number">
                {t(name)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <Row key={line.id} line={line} topMs={topMs} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Row({ line, topMs }: { line: Line; topMs: number }) {
  const { p05_ms: low, p50_ms: middle, p95_ms: high } = line;
  const known = low !== null && middle !== null && high !== null;
  const cell = (value: number | null, digits: number) => (value === null ? "–" : figure(value, digits));
  return (
    <tr>
      <th scope="row">
        {line.name}
        {known ? (
          <RangeBar
            range={{ lowMs: low, middleMs: middle, highMs: high }}
            topMs={topMs}
            words={t("places.compare.bar", {
              low: figure(low),
              middle: figure(middle),
              high: figure(high),
            })}
            limits
          />
        ) : (
          line.hours === 0 && <p class="small soft">{t("places.compare.none")}</p>
        )}
      </th>
      <td class="number">{cell(middle, 1)}</td>
      <td class="number">{known ? `${figure(low, 1)}–${figure(high, 1)}` : "–"}</td>
      <td class="number">{cell(line.worst_ms, 1)}</td>
      <td class="number">{cell(line.variation_ms, 1)}</td>
      <td class="number">{cell(line.lost_pct, 1)}</td>
      <td class="number">{cell(line.together_pct, 0)}</td>
      <td class="number">{figure(line.hours)}</td>
      <td class="number">{figure(line.blocked)}</td>
    </tr>
  );
}
