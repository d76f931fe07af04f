/** Whoever else teaches one time. */
import { useSignal } from "@preact/signals";
import { t } from "../../i18n";
import type { Person } from "../../session/staff";
import type { Occurrence } from "../../session/timetable";
import { Button, Select } from "../../ui/kit";
import { options } from "./plan-form";

/** Sends a change of one time: the method, what comes after its address, and what to say. */
export type Send = (method: string, more: string, body?: unknown) => Promise<void>;

export interface StandInProps {
  occurrence: Occurrence;
  people: readonly Person[];
  send: Send;
}

export function StandIn({ occurrence, people, send }: StandInProps) {
  const chosen = useSignal("");
  const teachers = people.filter(
    ({ id, roles }) => roles.includes("teacher") && id !== occurrence.teacher.id,
  );
  if (teachers.length === 0) return null;
  return (
    <form
      class="row offer"
      onSubmit={(event) => {
        event.preventDefault();
        if (chosen.value) void send("PUT", "/teacher", { teacher: chosen.value });
      }}
    >
      <div class="grow">
        <Select
          label={t("timetable.standIn")}
          value={chosen.value}
          options={[{ id: "", label: t("timetable.choose") }, ...options(teachers)]}
          onValue={(id) => {
            chosen.value = id;
          }}
          testId="stand-in"
        />
      </div>
      <Button type="submit" disabled={chosen.value === ""} testId="stand-in-save">
        {t("timetable.standInSave")}
      </Button>
    </form>
  );
}
