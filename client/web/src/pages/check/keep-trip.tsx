/** A round trip that was measured here, kept among the devices of the chosen place. */
import { useSignal } from "@preact/signals";
import type { Kept } from "../../core/round-trip/kept";
import { figure, t } from "../../i18n";
import { unixS } from "../../session/browser";
import type { KeepingPlace } from "../../session/keeping-place";
import { Button, Field } from "../../ui/kit";
import { Problem, useTrying } from "../sign-in/trying";

export function KeepTrip({ kept, label, place }: { kept: Kept; label: string; place: KeepingPlace }) {
  const name = useSignal(label);
  const told = useSignal(false);
  const { problem, attempt, busy } = useTrying();
  const send = (event: Event) => {
    event.preventDefault();
    void attempt(async () => {
      await place.ask("POST", "/devices", readingOf(kept, name.value, unixS()));
      told.value = true;
    });
  };
  if (told.value)
    return (
      <p role="status" data-testid="trip-told">
        {t("keep.trip.told", { name: place.name })}
      </p>
    );
  return (
    <form class="row offer" onSubmit={send}>
      <Field
        label={t("keep.trip.device")}
        value={name.value}
        onValue={(value) => {
          name.value = value;
        }}
        name="device"
        required
        maxLength={120}
        testId="trip-device"
      />
      <Button type="submit" disabled={busy.value} testId="tell-trip">
        {t("keep.trip", { ms: figure(kept.ms, 1), name: place.name })}
      </Button>
      <Problem problem={problem.value} />
    </form>
  );
}

/** As the server takes it; told twice it stands there once. */
export function readingOf(
  { ms, spreadMs, n, way, outputMs, inputMs, atS }: Kept,
  name: string,
  nowS: number,
) {
  return {
    name: name.trim(),
    way,
    setting: "",
    n,
    rtl_ms: ms,
    spread_ms: spreadMs,
    reported_ms: outputMs + inputMs,
    age_s: Math.max(0, nowS - atS),
    once: `page-${Math.round(1000 * atS)}`,
  };
}
