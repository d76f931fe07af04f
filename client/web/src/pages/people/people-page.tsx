/** People & permissions: who is here, what they are, where they are signed in. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { t } from "../../i18n";
import { askHere, here, isOne, type Person } from "../../session/staff";
import { Button } from "../../ui/kit";
import { Frame } from "../sign-in/frame";
import { Problem, useTrying } from "../sign-in/trying";
import { AddPupil, AddStaff } from "./add-forms";
import { PersonRow } from "./person-row";

type Adding = "staff" | "pupil" | null;

export function PeoplePage() {
  return (
    <Frame page="people" title={t("people.page")}>
      <People />
    </Frame>
  );
}

function People() {
  const people = useSignal<Person[] | null>(null);
  const adding = useSignal<Adding>(null);
  const trying = useTrying();
  const load = () =>
    trying.load(
      () => askHere<{ people: Person[] }>("GET", "/people"),
      (found) => {
        people.value = found.people;
      },
    );
  useEffect(() => {
    void load();
  }, [here()?.municipality.id]);
  const done = () => {
    adding.value = null;
    void load();
  };
  const staff = people.value?.filter(({ roles, account }) => roles.length > 0 || account) ?? [];
  const pupils = people.value?.filter(({ roles, account }) => roles.length === 0 && !account) ?? [];
  return (
    <>
      <div class="row">
        {isOne("admin") && (
          <Button
            kind="primary"
            onClick={() => {
              adding.value = "staff";
            }}
            testId="add-staff"
          >
            {t("people.addStaff")}
          </Button>
        )}
        <Button
          onClick={() => {
            adding.value = "pupil";
          }}
          testId="add-pupil"
        >
          {t("people.addPupil")}
        </Button>
      </div>
      {adding.value === "staff" && <AddStaff onDone={done} />}
      {adding.value === "pupil" && <AddPupil onDone={done} />}
      <Problem problem={trying.problem.value} />
      <PeopleList title={t("people.staff")} people={staff} onChange={load} />
      <PeopleList title={t("people.pupils")} people={pupils} onChange={load} />
    </>
  );
}

interface ListProps {
  title: string;
  people: Person[];
  onChange: () => void;
}

function PeopleList({ title, people, onChange }: ListProps) {
  if (people.length === 0) return null;
  return (
    <section class="stack">
      <h2>{title}</h2>
      <ul class="people-list">
        {people.map((person) => (
          <PersonRow key={person.id} person={person} onChange={onChange} />
        ))}
      </ul>
    </section>
  );
}
