/** The room of a lesson; where the municipality has named none, nothing is asked. */
import type { Signal } from "@preact/signals";
import { t } from "../../i18n";
import type { Year } from "../../session/timetable";
import { Select } from "../../ui/kit";

export interface PlaceSelectProps {
  year: Year;
  place: Signal<string>;
  testId?: string;
}

export function PlaceSelect({ year, place, testId }: PlaceSelectProps) {
  if (year.places.length === 0) return null;
  return (
    <Select
      label={t("timetable.place")}
      value={place.value}
      options={[
        { id: "", label: t("timetable.noPlace") },
        ...year.places.map(({ id, name }) => ({ id, label: name })),
      ]}
      onValue={(id) => {
        place.value = id;
      }}
      {...(testId ? { testId } : {})}
    />
  );
}
