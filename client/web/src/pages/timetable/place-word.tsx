/** What a place was good for at this hour of the week, for whoever plans there. It says so and hinders nobody. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { figure, type PlainKey, t } from "../../i18n";
import { ask } from "../../session/staff";
import type { Word } from "../places/grid";
import { WORDS } from "../places/words";

interface Answer {
  word: Word | null;
  worst_ms: number | null;
  weeks: number;
  blocked: number;
}

const PROFILES: Record<"duet" | "balanced", PlainKey> = {
  duet: "profile.duet",
  balanced: "profile.balanced",
};
const ASKED = Object.keys(PROFILES) as (keyof typeof PROFILES)[];

export function PlaceWord({ place, begins }: { place: string; begins: string }) {
  const found = useSignal<Answer[] | null>(null);
  useEffect(() => {
    found.value = null;
    const atS = Math.floor(new Date(begins).getTime() / 1000);
    if (!place || !Number.isFinite(atS)) return;
    let wanted = true;
    const path = `/readiness?place=${encodeURIComponent(place)}&at=${atS}&profile=`;
    Promise.all(ASKED.map((profile) => ask<Answer>("GET", path + profile))).then(
      (answers) => {
        if (wanted) found.value = answers;
      },
      // A place that does not measure has nothing to say, and no plan waits for it.
      () => {},
    );
    return () => {
      wanted = false;
    };
  }, [place, begins]);
  return (
    <div role="status" data-testid="place-word">
      {found.value?.every(({ word }) => word === null) && <p>{t("timetable.place.unmeasured")}</p>}
      <Blocked answers={found.value ?? []} />
      {found.value?.map(
        ({ word, worst_ms, weeks }, index) =>
          word &&
          word !== "none" &&
          worst_ms !== null && (
            <p key={ASKED[index]}>
              {t("timetable.place.word", {
                profile: t(PROFILES[ASKED[index] ?? "duet"]),
                word: t(WORDS[word]),
                ms: figure(worst_ms),
                weeks: figure(weeks),
              })}
            </p>
          ),
      )}
    </div>
  );
}

/** What stops sound stops it in every profile: the worst of the answers is said once. */
function Blocked({ answers }: { answers: readonly Answer[] }) {
  const blocked = Math.max(0, ...answers.map((one) => one.blocked));
  const weeks = Math.max(0, ...answers.map((one) => one.weeks));
  if (blocked === 0) return null;
  return <p>{t("timetable.place.blocked", { blocked: figure(blocked), weeks: figure(weeks) })}</p>;
}
