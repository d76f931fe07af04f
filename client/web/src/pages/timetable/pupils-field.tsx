/** One pupil or several, chosen by name from the municipality's. */
import { type Signal, useSignal } from "@preact/signals";
import { t } from "../../i18n";
import type { Person } from "../../session/staff";
import type { Who } from "../../session/timetable";
import { Button, Field } from "../../ui/kit";

export interface PupilsFieldProps {
  people: Person[];
  chosen: Signal<Who[]>;
  missing: boolean;
  testId?: string;
}

export function PupilsField({ people, chosen, missing, testId = "series-pupil" }: PupilsFieldProps) {
  const typed = useSignal("");
  const left = people.filter(
    ({ id, roles }) => roles.length === 0 && !chosen.value.some((one) => one.id === id),
  );
  const add = (name: string) => {
    typed.value = name;
    const found = left.find((one) => one.name === name.trim());
    if (!found) return;
    chosen.value = [...chosen.value, { id: found.id, name: found.name }];
    typed.value = "";
  };
  return (
    <div class="stack pupils-field">
      <Field
        label={t("timetable.pupils")}
        hint={t("timetable.pupils.hint")}
        name="pupils"
        maxLength={80}
        value={typed.value}
        onValue={add}
        list={left.map(({ name }) => name)}
        error={missing ? t("timetable.pupils.missing") : null}
        testId={testId}
      />
      {chosen.value.length > 0 && (
        <ul class="plain-list" data-testid="chosen">
          {chosen.value.map((one) => (
            <li key={one.id}>
              <Button
                size="small"
                icon="close"
                aria-label={t("timetable.takeAway", { name: one.name })}
                onClick={() => {
                  chosen.value = chosen.value.filter(({ id }) => id !== one.id);
                }}
              >
                {one.name}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
