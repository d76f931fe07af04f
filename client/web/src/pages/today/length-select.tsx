/** How long a lesson is, among the lengths that are usual. */
import type { Signal } from "@preact/signals";
import { figure, t } from "../../i18n";
import { Select } from "../../ui/kit";

export interface LengthSelectProps {
  lengths: readonly number[];
  minutes: Signal<string>;
}

export function LengthSelect({ lengths, minutes }: LengthSelectProps) {
  return (
    <Select
      label={t("plan.length")}
      value={minutes.value}
      options={lengths.map((one) => ({
        id: String(one),
        label: t("today.minutes", { minutes: figure(one) }),
      }))}
      onValue={(id) => {
        minutes.value = id;
      }}
    />
  );
}
