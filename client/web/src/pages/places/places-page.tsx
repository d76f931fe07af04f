/** The rooms that lessons are given from, and what their networks were like hour by hour. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { t } from "../../i18n";
import { askHere, here, isOne } from "../../session/staff";
import { Frame } from "../sign-in/frame";
import { Problem, useTrying } from "../sign-in/trying";
import { Comparison } from "./comparison";
import { Devices } from "./devices";
import { NewPlace } from "./new-place";
import { type Place, PlaceCard } from "./place-card";
import { Watch } from "./watch";

export function PlacesPage() {
  return (
    <Frame page="places" title={t("places.title")}>
      <Places />
    </Frame>
  );
}

function Places() {
  const places = useSignal<Place[] | null>(null);
  const told = useSignal(0);
  const trying = useTrying();
  const load = () =>
    trying.load(
      () => askHere<{ places: Place[] }>("GET", "/places"),
      (found) => {
        places.value = found.places;
        told.value += 1;
      },
    );
  useEffect(() => {
    void load();
  }, [here()?.municipality.id]);
  const keeps = isOne("admin", "technician");
  return (
    <>
      {keeps && <NewPlace key={here()?.municipality.id} onDone={load} />}
      <Problem problem={trying.problem.value} />
      {places.value?.length === 0 && (
        <p class="soft" data-testid="no-places">
          {t("places.none")}
        </p>
      )}
      {(places.value?.length ?? 0) > 0 && <Watch keeps={keeps} told={told.value} />}
      {(places.value?.length ?? 0) > 1 && <Comparison />}
      <Devices keeps={keeps} told={told.value} />
      {places.value?.map((one) => (
        <PlaceCard key={one.id} place={one} keeps={keeps} onChange={load} />
      ))}
    </>
  );
}
