/** One time, to be moved, taught or learnt by somebody else, or called off; or with it all that follow. */
import { useSignal } from "@preact/signals";
import { dateTime, t } from "../../i18n";
import { askHere, isOne } from "../../session/staff";
import {
  type Conflict,
  conflictsOf,
  type Done,
  dayAndTime,
  type Occurrence,
  sameWeek,
  type Year,
} from "../../session/timetable";
import { Button, Dialog, Field } from "../../ui/kit";
import { usePeople } from "../people/use-people";
import { Problem, useTrying } from "../sign-in/trying";
import { localMinutes } from "../today/days";
import { Conflicts } from "./conflicts";
import { Learning } from "./learning";
import { PlaceSelect } from "./place-select";
import { type Send, StandIn } from "./stand-in";

export interface ChangeDialogProps {
  occurrence: Occurrence;
  year: Year;
  onDone: (done: Done | null) => void;
}

export function ChangeDialog({ occurrence, year, onDone }: ChangeDialogProps) {
  const following = useSignal(false);
  const conflicts = useSignal<Conflict[]>([]);
  const trying = useTrying();
  const reading = useTrying();
  const people = usePeople(reading.load);
  const path = `/timetable/occurrences/${occurrence.id}`;
  const send: Send = (method, more, body) => {
    conflicts.value = [];
    return trying.attempt(async () => {
      try {
        onDone(await askHere<Done>(method, `${path}${more}`, body));
      } catch (cause) {
        conflicts.value = conflictsOf(cause);
        if (conflicts.value.length === 0) throw cause;
      }
    });
  };
  const who = occurrence.pupils.join(", ") || occurrence.instrument;
  return (
    <Dialog title={who} onClose={() => onDone(null)} testId="change">
      <p class="soft">
        {dateTime(Date.parse(occurrence.begins_at) / 1000)} · {occurrence.teacher.name}
      </p>
      <Conflicts conflicts={conflicts.value} />
      <Problem problem={trying.problem.value} />
      {occurrence.series && (
        <fieldset class="choices">
          <legend class="unseen">{t("timetable.which")}</legend>
          {[false, true].map((all) => (
            <label class="choice" key={String(all)}>
              <input
                type="radio"
                name="which"
                checked={following.value === all}
                onChange={() => {
                  following.value = all;
                }}
                data-testid={all ? "following" : "this-one"}
              />
              {t(all ? "timetable.following" : "timetable.thisOne")}
            </label>
          ))}
        </fieldset>
      )}
      <Moving occurrence={occurrence} year={year} following={following.value} send={send} />
      <Learning occurrence={occurrence} following={following.value} people={people.value} send={send} />
      {isOne("coordinator") && !following.value && (
        <StandIn occurrence={occurrence} people={people.value} send={send} />
      )}
      <Problem problem={reading.problem.value} />
      <div class="row change-end">
        <Button
          kind="danger"
          onClick={() => send("DELETE", following.value ? "?following=true" : "")}
          testId="cancel-it"
        >
          {t(following.value ? "timetable.cancelAll" : "today.close")}
        </Button>
        <span class="grow" />
        <Button onClick={() => onDone(null)}>{t("close")}</Button>
      </div>
    </Dialog>
  );
}

interface MovingProps {
  occurrence: Occurrence;
  year: Year;
  following: boolean;
  send: Send;
}

function Moving({ occurrence, year, following, send }: MovingProps) {
  const begins = useSignal(localMinutes(new Date(occurrence.begins_at)));
  const place = useSignal(occurrence.place?.id ?? "");
  const wanted = new Date(begins.value);
  const away = following && !sameWeek(wanted, new Date(occurrence.begins_at));
  const move = (event: Event) => {
    event.preventDefault();
    if (away || Number.isNaN(wanted.getTime())) return;
    void send("PUT", "/time", { ...dayAndTime(begins.value), place: place.value, following });
  };
  return (
    <form class="stack" onSubmit={move} noValidate>
      <div class="fields">
        <Field
          label={t("plan.when")}
          name="to"
          type="datetime-local"
          value={begins.value}
          error={away ? t("timetable.otherWeek") : null}
          onValue={(typed) => {
            begins.value = typed;
          }}
          testId="move-to"
        />
        <PlaceSelect year={year} place={place} />
      </div>
      <div>
        <Button kind="primary" type="submit" testId="move">
          {t("timetable.move")}
        </Button>
      </div>
    </form>
  );
}
