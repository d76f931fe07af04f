/** At what level is taught, in the words of one's agreements; nothing where none of them has any. */
import { type Signal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { t } from "../../i18n";
import { type Agreement, newest } from "../../session/borders";
import { askHere, isOne } from "../../session/staff";
import { Select } from "../../ui/kit";
import { useTrying } from "../sign-in/trying";

export function LevelSelect({ level }: { level: Signal<string> }) {
  // Its own: of two things read by one the last asked for is taken. Without the words nothing is to choose.
  const { load } = useTrying();
  const levels = useSignal<string[]>([]);
  useEffect(() => {
    if (!isOne("coordinator")) return;
    void load(
      () => askHere<{ agreements: Agreement[] }>("GET", "/agreements"),
      ({ agreements }) => {
        const words = agreements
          .filter(({ counts }) => counts !== null)
          .flatMap((one) => newest(one).terms.levels);
        levels.value = [...new Set(words)];
      },
    );
  }, []);
  if (levels.value.length === 0) return null;
  return (
    <Select
      label={t("timetable.level")}
      value={level.value}
      options={[
        { id: "", label: t("timetable.level.unsaid") },
        ...levels.value.map((word) => ({ id: word, label: word })),
      ]}
      onValue={(word) => {
        level.value = word;
      }}
      testId="series-level"
    />
  );
}
