/** What one permits oneself and, as a guardian, for one's children; and whose guardian one is asked to be. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { t } from "../../i18n";
import { confirmPupil, listPupils, type Pupil } from "../../session/permissions";
import { here, me } from "../../session/staff";
import { Button, Notice } from "../../ui/kit";
import { Frame } from "../sign-in/frame";
import { Problem, useTrying } from "../sign-in/trying";
import { PermissionList } from "./permission-list";

export function PermissionsPage() {
  return (
    <Frame page="permissions" title={t("permit.page")}>
      <Mine />
    </Frame>
  );
}

function Mine() {
  const pupils = useSignal<Pupil[]>([]);
  const { busy, problem, attempt, load } = useTrying();
  const look = () =>
    load(listPupils, (found) => {
      pupils.value = found;
    });
  useEffect(() => {
    void look();
  }, []);
  const confirm = ({ person }: Pupil) =>
    attempt(async () => {
      await confirmPupil(person);
      await look();
    });
  const own = here();
  // Whoever is a child's guardian came for the child.
  const asked = pupils.value.filter(({ confirmed }) => !confirmed);
  const sure = pupils.value.filter(({ confirmed }) => confirmed);
  return (
    <>
      <p class="soft">{t("permit.intro")}</p>
      <Problem problem={problem.value} />
      {asked.map((pupil) => (
        <Notice key={pupil.person} tone="warn" live testId="to-confirm">
          <p>{t("permit.asked", { municipality: pupil.municipality.name, name: pupil.name })}</p>
          <div>
            <Button
              kind="primary"
              disabled={busy.value}
              onClick={() => confirm(pupil)}
              testId="confirm-guardian"
            >
              {t("welcome.yes")}
            </Button>
          </div>
        </Notice>
      ))}
      {sure.map((pupil) => (
        <section key={pupil.person} class="card stack" data-testid="pupil">
          <h2>{pupil.name}</h2>
          <PermissionList
            whose={{ municipality: pupil.municipality.id, person: pupil.person }}
            givers={ourselvesIn(pupil.municipality.id)}
          />
        </section>
      ))}
      {own && (
        <section key={own.person} class="card stack" data-testid="oneself">
          <h2>{t("permit.oneself")}</h2>
          <PermissionList
            whose={{ municipality: own.municipality.id, person: own.person }}
            givers={ourselvesIn(own.municipality.id)}
          />
        </section>
      )}
    </>
  );
}

function ourselvesIn(municipality: string) {
  const member = me.value?.members.find((one) => one.municipality.id === municipality);
  return member ? [{ id: member.person, name: t("permit.you") }] : [];
}
