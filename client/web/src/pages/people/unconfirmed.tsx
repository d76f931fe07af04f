/** Guardians of a pupil who have not confirmed yet: their link went unused, and here is another. */
import { useSignal } from "@preact/signals";
import { t } from "../../i18n";
import { askHere, type Handed, type Person } from "../../session/staff";
import { Button } from "../../ui/kit";
import { language } from "../sign-in/language";
import { Problem, useTrying } from "../sign-in/trying";
import { HandOver } from "./add-forms";

export function Unconfirmed({ pupil }: { pupil: Person }) {
  const handed = useSignal<Handed | null>(null);
  const { problem, attempt } = useTrying();
  const waited = pupil.guardians.filter(({ confirmed }) => !confirmed);
  if (waited.length === 0) return null;
  const send = (guardian: string) =>
    attempt(async () => {
      handed.value = null;
      const path = `/people/${pupil.id}/guardians/${guardian}/link`;
      handed.value = await askHere<Handed>("POST", path, { language: language() });
    });
  return (
    <div class="stack">
      <div class="row">
        {waited.map(({ person, name }) => (
          <Button key={person} size="small" onClick={() => send(person)} testId="new-guardian-link">
            {t("people.newGuardianLink", { name: name || t("permit.guardian") })}
          </Button>
        ))}
      </div>
      {handed.value && <HandOver handed={handed.value} />}
      <Problem problem={problem.value} />
    </div>
  );
}
