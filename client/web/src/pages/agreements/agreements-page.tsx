/** Agreements with other municipalities: what holds, what waits for approval, and a new draft. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { t } from "../../i18n";
import type { Agreement } from "../../session/borders";
import { askHere, here, isOne, type Person } from "../../session/staff";
import { Button } from "../../ui/kit";
import { Frame } from "../sign-in/frame";
import { Problem, useTrying } from "../sign-in/trying";
import { AgreementCard } from "./agreement-card";
import { DraftForm } from "./draft-form";

export function AgreementsPage() {
  return (
    <Frame page="agreements" title={t("agreements.title")}>
      <Agreements />
    </Frame>
  );
}

function Agreements() {
  const agreements = useSignal<Agreement[] | null>(null);
  const drafting = useSignal(false);
  const trying = useTrying();
  const load = () =>
    trying.load(
      () => askHere<{ agreements: Agreement[] }>("GET", "/agreements"),
      (found) => {
        agreements.value = found.agreements;
      },
    );
  // Once for all the agreements by which one could offer them.
  const staff = useSignal<Person[]>([]);
  useEffect(() => {
    void load();
    void askHere<{ people: Person[] }>("GET", "/people?role=teacher").then(
      ({ people }) => {
        staff.value = people;
      },
      () => {},
    );
  }, [here()?.municipality.id]);
  return (
    <>
      {isOne("coordinator") && !drafting.value && (
        <div class="row">
          <Button
            kind="primary"
            onClick={() => {
              drafting.value = true;
            }}
            testId="new-agreement"
          >
            {t("agreements.new")}
          </Button>
        </div>
      )}
      {drafting.value && (
        <DraftForm
          onDone={() => {
            drafting.value = false;
            void load();
          }}
        />
      )}
      <Problem problem={trying.problem.value} />
      {agreements.value?.length === 0 && <p class="soft">{t("agreements.none")}</p>}
      <ul class="lesson-list" data-testid="agreements">
        {agreements.value?.map((one) => (
          <AgreementCard key={one.id} agreement={one} staff={staff.value} trying={trying} onChange={load} />
        ))}
      </ul>
    </>
  );
}
