/** Sound devices side by side, wherever in the municipality they were measured. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { date, figure, type PlainKey, t } from "../../i18n";
import { askHere, here } from "../../session/staff";
import { Button } from "../../ui/kit";
import { Problem, useTrying } from "../sign-in/trying";
import { Export } from "./export";
import { RangeBar } from "./range-bar";

interface Device {
  id: string;
  name: string;
  place: string;
  place_name: string;
  way: "cable" | "air" | "jack";
  setting: string;
  at_s: number;
  n: number;
  rtl_ms: number;
  spread_ms: number | null;
  reported_ms: number | null;
  drift_ppm: number | null;
  noise_a_dbfs: number | null;
  thd_n_db: number | null;
}

const WAYS: Record<Device["way"], PlainKey> = {
  cable: "places.devices.cable",
  air: "places.devices.air",
  jack: "places.devices.jack",
};
const FIGURES: readonly PlainKey[] = [
  "places.devices.trip",
  "places.devices.spread",
  "places.devices.times",
  "places.devices.said",
  "places.devices.drift",
  "places.devices.noise",
];

/** `told` changes when something was measured meanwhile. */
export function Devices({ keeps, told }: { keeps: boolean; told: number }) {
  const devices = useSignal<Device[]>([]);
  const trying = useTrying();
  const load = () =>
    trying.load(
      () => askHere<{ devices: Device[] }>("GET", "/readiness/devices"),
      (found) => {
        devices.value = found.devices;
      },
    );
  useEffect(() => {
    void load();
  }, [here()?.municipality.id, told]);
  const remove = (id: string) =>
    trying.attempt(async () => {
      await askHere("DELETE", `/readiness/devices/${id}`);
      await load();
    });
  if (devices.value.length === 0) return <Problem problem={trying.problem.value} />;
  const rows = devices.value.map(({ id: _, place: __, ...row }) => row);
  const topMs = Math.max(...devices.value.map(({ rtl_ms }) => rtl_ms)) * 1.05;
  return (
    <section class="card stack" aria-labelledby="compare-devices" data-testid="devices">
      <h2 id="compare-devices">{t("places.devices")}</h2>
      <Problem problem={trying.problem.value} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <section class="wide-table week-table" tabIndex={0} aria-label={t("places.devices.caption")}>
        <table>
          <caption class="small soft">{t("places.devices.caption")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("places.devices.device")}</th>
              {FIGURES.map((name) => (
                <th key={name} scope="col" class="number">
                  {t(name)}
                </th>
              ))}
              <th scope="col">{t("places.devices.where")}</th>
              {keeps && (
                <td>
                  <span class="unseen">{t("places.remove")}</span>
                </td>
              )}
            </tr>
          </thead>
          <tbody>
            {devices.value.map((one) => (
              <tr key={one.id}>
                <th scope="row">
                  {one.name}
                  <RangeBar
                    range={{ lowMs: 0, middleMs: one.rtl_ms, highMs: one.rtl_ms }}
                    topMs={topMs}
                    words={`${figure(one.rtl_ms, 1)} ms`}
                  />
                  <p class="small soft">{[one.setting, t(WAYS[one.way])].filter(Boolean).join(", ")}</p>
                </th>
                <td class="number">{figure(one.rtl_ms, 2)}</td>
                <Figure value={one.spread_ms} digits={2} />
                <td class="number">{figure(one.n)}</td>
                <Figure value={one.reported_ms} digits={1} />
                <Figure value={one.drift_ppm} digits={1} />
                <Figure value={one.noise_a_dbfs} digits={0} />
                <td>
                  {one.place_name}
                  <p class="small soft">{date(one.at_s)}</p>
                </td>
                {keeps && (
                  <td>
                    <Button
                      kind="plain"
                      size="small"
                      icon="close"
                      onClick={() => remove(one.id)}
                      testId="remove-device"
                    >
                      <span class="unseen">{t("places.devices.remove", { name: one.name })}</span>
                    </Button>
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <Export rows={rows} name="klangbro-devices" />
    </section>
  );
}

function Figure({ value, digits }: { value: number | null; digits: number }) {
  return <td class="number">{value === null ? "–" : figure(value, digits)}</td>;
}
