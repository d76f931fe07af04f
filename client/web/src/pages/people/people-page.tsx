/** People & permissions: who is here, what they are, where they are signed in. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { t } from "../../i18n";
import { askHere, here, isOne, type Person } from "../../session/staff";
import { Button, Field } from "../../ui/kit";
import { Frame } from "../sign-in/frame";
import { Problem, useTrying } from "../sign-in/trying";
import { More, usePages } from "../today/paged";
import { AddPupil, AddStaff } from "./add-forms";
import { PersonRow } from "./person-row";
import { SignInPolicy } from "./sign-in-policy";

const PAUSE_MS = 300;
type Adding = "staff" | "pupil" | null;

export function PeoplePage() {
  return (
    <Frame page="people" title={t("people.page")}>
      <People key={here()?.municipality.id} />
    </Frame>
  );
}

function People() {
  const adding = useSignal<Adding>(null);
  const typed = useSignal("");
  const named = useSignal("");
  useEffect(() => {
    // Not at every letter: the lists are read anew once somebody has stopped writing.
    const waiting = setTimeout(() => {
      named.value = typed.value.trim();
    }, PAUSE_MS);
    return () => clearTimeout(waiting);
  }, [typed.value]);
  const changes = useSignal(0);
  const changed = () => {
    changes.value += 1;
  };
  const done = () => {
    adding.value = null;
    changed();
  };
  const list = { named: named.value, changes: changes.value, onChange: changed };
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
      <Field
        label={t("people.find")}
        name="find"
        maxLength={80}
        value={typed.value}
        onValue={(words) => {
          typed.value = words;
        }}
        testId="find-people"
      />
      <PeopleList title={t("people.staff")} part="account" {...list} />
      <PeopleList title={t("people.pupils")} part="pupil" {...list} />
      {isOne("admin") && <SignInPolicy />}
    </>
  );
}

interface ListProps {
  title: string;
  part: "account" | "pupil";
  /** What is in their names. */
  named: string;
  /** Counts up when anybody was added or changed. */
  changes: number;
  onChange: () => void;
}

interface Next {
  after: string;
}

function PeopleList({ title, part, named, changes, onChange }: ListProps) {
  const trying = useTrying();
  const paged = usePages<Person, Next>(trying, named, async (next) => {
    // A name is asked for in a body: addresses end up in logs.
    const page = await (named
      ? askHere<{ people: Person[]; next: Next | null }>("POST", "/people/search", { part, named, ...next })
      : askHere<{ people: Person[]; next: Next | null }>(
          "GET",
          `/people?part=${part}${next ? `&after=${next.after}` : ""}`,
        ));
    return { rows: page.people, next: page.next };
  });
  const { rows, load } = paged;
  useEffect(() => {
    void load();
  }, [named, changes]);
  const nobody = rows.value?.length === 0;
  if (!rows.value || (nobody && !named)) return <Problem problem={trying.problem.value} />;
  return (
    <section class="stack">
      <h2>{title}</h2>
      <Problem problem={trying.problem.value} />
      {nobody && <p class="soft">{t("people.nobody")}</p>}
      <ul class="people-list" data-testid={`people-${part}`}>
        {rows.value.map((person) => (
          <PersonRow key={person.id} person={person} onChange={onChange} />
        ))}
      </ul>
      <More paged={paged} />
    </section>
  );
}
