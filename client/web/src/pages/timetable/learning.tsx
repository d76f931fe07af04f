/** Who learns in one time, or from it on, and the adult beside them. */
import { useSignal } from "@preact/signals";
import { t } from "../../i18n";
import type { Person } from "../../session/staff";
import { IN_A_ROOM, type Occurrence, type Who } from "../../session/timetable";
import { Button } from "../../ui/kit";
import { OneOf } from "../people/one-of";
import { PupilsField } from "./pupils-field";
import type { Send } from "./stand-in";

export interface LearningProps {
  occurrence: Occurrence;
  following: boolean;
  people: Person[];
  send: Send;
}

export function Learning({ occurrence, following, people, send }: LearningProps) {
  const pupils = useSignal<Who[]>(learners(occurrence));
  const host = useSignal(occurrence.host?.id ?? "");
  const missing = useSignal(false);
  const nowhere = pupils.value.length + 1 > IN_A_ROOM && !occurrence.place && !occurrence.meeting_url;
  const save = (event: Event) => {
    event.preventDefault();
    missing.value = pupils.value.length === 0;
    if (missing.value || nowhere) return;
    void send("PUT", "/pupils", {
      pupils: pupils.value.map(({ id }) => id),
      host: host.value,
      following,
    });
  };
  return (
    <details class="change-part" data-testid="learning">
      <summary>{t("timetable.learning")}</summary>
      <form class="stack" onSubmit={save} noValidate>
        <PupilsField people={people} chosen={pupils} missing={missing.value} testId="change-pupil" />
        {nowhere && <p class="field-error">{t("timetable.placeFirst")}</p>}
        <OneOf
          label="plan.host"
          held="host"
          people={people}
          chosen={host}
          besides={occurrence.host}
          testId="change-host"
        />
        <div>
          <Button kind="primary" type="submit" testId="save-learning">
            {t("timetable.learningSave")}
          </Button>
        </div>
      </form>
    </details>
  );
}

/** Whoever may change a time is told who learns in it by id too, in the order of the names. */
function learners({ pupil_ids, pupils }: Occurrence): Who[] {
  return pupil_ids.map((id, index) => ({ id, name: pupils[index] ?? "" }));
}
