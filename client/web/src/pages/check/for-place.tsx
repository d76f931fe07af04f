/** What this page measures, kept for a place: for who teaches or looks after it, or came by the place's link. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { t } from "../../i18n";
import { dropPlaceKey, keepingPlace, ofLink, ofMember, takePlaceKey } from "../../session/keeping-place";
import { askHere, here, isOne, StaffError, whoAmI } from "../../session/staff";
import { Notice, Select } from "../../ui/kit";
import { Measure } from "../places/measure";
import type { Place } from "../places/place-card";
import { Problem, useTrying } from "../sign-in/trying";

type Choice = Pick<Place, "id" | "name">;

/** Nobody's page shows nothing of this, and keeps nothing. `checks`: how often the quick check has been through. */
export function ForPlace({ checks }: { checks: number }) {
  const choices = useSignal<readonly Choice[]>([]);
  const dead = useSignal(false);
  const trying = useTrying();
  useEffect(() => {
    const key = takePlaceKey();
    const load = key ? byLink(key, dead) : bySignIn();
    void trying.load(
      () => load,
      (found) => {
        choices.value = found;
      },
    );
    return () => {
      keepingPlace.value = null;
    };
  }, []);
  if (dead.value) return <Notice tone="warn" live title={t("keep.dead")} testId="place-link-dead" />;
  const place = keepingPlace.value;
  if (!place && choices.value.length === 0) return <Problem problem={trying.problem.value} />;
  return (
    <section class="card stack" aria-labelledby="keep-for-place" data-testid="for-place">
      <h2 id="keep-for-place">{t("keep.title")}</h2>
      <p class="small soft">{t("keep.lead")}</p>
      {choices.value.length > 0 ? (
        <Select
          label={t("keep.place")}
          value={place?.id ?? ""}
          options={[
            { id: "", label: t("keep.none") },
            ...choices.value.map(({ id, name }) => ({ id, label: name })),
          ]}
          onValue={(id) => {
            const chosen = choices.value.find((one) => one.id === id);
            keepingPlace.value = chosen ? ofMember(chosen.id, chosen.name) : null;
          }}
          testId="keeping-place"
        />
      ) : (
        <p data-testid="keeping-place">{place?.name}</p>
      )}
      {place && <Measure key={place.id} place={place} onDone={() => {}} checks={checks} />}
    </section>
  );
}

async function byLink(key: string, dead: { value: boolean }): Promise<Choice[]> {
  try {
    keepingPlace.value = await ofLink(key);
  } catch (cause) {
    if (!(cause instanceof StaffError) || cause.problem !== "signed_out") throw cause;
    dropPlaceKey();
    dead.value = true;
  }
  return [];
}

async function bySignIn(): Promise<Choice[]> {
  await whoAmI().catch(() => {});
  if (!here() || !isOne("teacher", "technician", "admin")) return [];
  const { places } = await askHere<{ places: Place[] }>("GET", "/places");
  return places.filter(({ may_measure }) => may_measure);
}
