/** One person of the municipality: name and roles; opened, what can be changed. */
import { useSignal } from "@preact/signals";
import { t } from "../../i18n";
import { EMPTY } from "../../session/cards";
import {
  type AccountRole,
  askHere,
  type Handed,
  here,
  isOne,
  type Person,
  type SignIn,
} from "../../session/staff";
import { Button, Dialog } from "../../ui/kit";
import { type Giver, PermissionList } from "../permissions/permission-list";
import { language } from "../sign-in/language";
import { SignInList } from "../sign-in/sign-in-list";
import { Problem, useTrying } from "../sign-in/trying";
import { AddGuardian, HandOver, RoleChoice } from "./add-forms";
import { CardForm } from "./card-form";
import { CardLine } from "./card-line";
import { ROLE_NAMES } from "./role-names";
import { Unconfirmed } from "./unconfirmed";

interface RowProps {
  person: Person;
  onChange: () => void;
}

export function PersonRow({ person, onChange }: RowProps) {
  const inviting = useSignal(false);
  const open = useSignal(false);
  const permissions = useSignal(false);
  const card = useSignal(false);
  const works = person.roles.some((role) => role !== "guardian");
  const guardians = person.guardians.map(({ name, confirmed }) =>
    confirmed ? name : t("people.unconfirmed", { name }),
  );
  return (
    <li class="card person" data-testid="person">
      <div class="row">
        <div class="grow">
          <h3>{person.name}</h3>
          <p class="small soft">
            {person.roles.map((role) => t(ROLE_NAMES[role])).join(", ")}
            {guardians.length > 0 && t("people.guardians", { names: guardians.join(", ") })}
          </p>
          {person.card && <CardLine card={person.card} />}
        </div>
        {isOne("admin") && (
          <Button
            size="small"
            aria-expanded={permissions.value}
            onClick={() => {
              permissions.value = !permissions.value;
            }}
            testId="see-permissions"
          >
            {t("permit.title")}
          </Button>
        )}
        {works && isOne("coordinator") && !person.card?.home && (
          <Button
            size="small"
            aria-expanded={card.value}
            onClick={() => {
              card.value = !card.value;
            }}
            testId="open-card"
          >
            {t("card.open")}
          </Button>
        )}
        {person.account && isOne("admin") && (
          <Button
            size="small"
            aria-expanded={open.value}
            onClick={() => {
              open.value = !open.value;
            }}
            testId="open-person"
          >
            {t("people.change")}
          </Button>
        )}
        {person.roles.length === 0 && !person.account && (
          <Button
            size="small"
            onClick={() => {
              inviting.value = true;
            }}
            testId="invite-guardian"
          >
            {t("people.inviteGuardian")}
          </Button>
        )}
      </div>
      {person.roles.length === 0 && <Unconfirmed pupil={person} />}
      {inviting.value && (
        <AddGuardian
          pupil={person}
          onDone={() => {
            inviting.value = false;
            onChange();
          }}
        />
      )}
      {card.value && (
        <div class="person-account">
          <CardForm
            card={person.card ?? EMPTY}
            save={async (said) => {
              await askHere("PUT", `/people/${person.id}/card`, said);
              card.value = false;
              onChange();
            }}
          >
            <Button
              onClick={() => {
                card.value = false;
              }}
            >
              {t("close")}
            </Button>
          </CardForm>
        </div>
      )}
      {permissions.value && (
        <div class="person-account">
          <PermissionList
            whose={{ municipality: here()?.municipality.id ?? "", person: person.id }}
            givers={giversOf(person)}
          />
        </div>
      )}
      {open.value && person.account && (
        <Account person={person} account={person.account} onChange={onChange} />
      )}
    </li>
  );
}

/** An adult's word is their own, a child's permission a confirmed guardian's; an admin notes what was said. */
function giversOf(person: Person): Giver[] {
  if (!person.minor) return [{ id: person.id, name: person.name }];
  return person.guardians
    .filter(({ confirmed }) => confirmed)
    .map(({ person: id, name }) => ({ id, name: name || t("permit.guardian") }));
}

interface AccountProps extends RowProps {
  account: NonNullable<Person["account"]>;
}

function Account({ person, account, onChange }: AccountProps) {
  const roles = useSignal<AccountRole[]>(person.roles);
  const handed = useSignal<Handed | null>(null);
  const signIns = useSignal<SignIn[] | null>(null);
  const leaving = useSignal(false);
  const { busy, problem, attempt } = useTrying();
  const path = `/accounts/${account.id}`;
  const save = () =>
    attempt(async () => {
      await askHere("PUT", `${path}/roles`, { roles: roles.value });
      onChange();
    });
  const link = () =>
    attempt(async () => {
      handed.value = await askHere<Handed>("POST", `${path}/link`, { language: language() });
    });
  const look = () =>
    attempt(async () => {
      signIns.value = (await askHere<{ sign_ins: SignIn[] }>("GET", `${path}/sign-ins`)).sign_ins;
    });
  const revoke = (only: string | null) =>
    attempt(async () => {
      await askHere("DELETE", only ? `${path}/sign-ins/${only}` : `${path}/sign-ins`);
      signIns.value = (await askHere<{ sign_ins: SignIn[] }>("GET", `${path}/sign-ins`)).sign_ins;
    });
  const remove = () =>
    attempt(async () => {
      leaving.value = false;
      await askHere("DELETE", path);
      onChange();
    });
  return (
    <div class="stack person-account">
      <p class="soft">{account.email}</p>
      <RoleChoice roles={roles} />
      <div class="row">
        <Button kind="primary" size="small" onClick={save} disabled={busy.value} testId="save-roles">
          {t("people.saveRoles")}
        </Button>
        <Button size="small" onClick={link} testId="new-link">
          {t("people.newLink")}
        </Button>
        <Button size="small" onClick={look} testId="see-sign-ins">
          {t("people.signIns")}
        </Button>
        <Button
          kind="danger"
          size="small"
          onClick={() => {
            leaving.value = true;
          }}
          testId="remove-person"
        >
          {t("people.remove")}
        </Button>
      </div>
      {handed.value && <HandOver handed={handed.value} />}
      {signIns.value && <SignInList signIns={signIns.value} revoke={revoke} all={t("people.signOutAll")} />}
      <Problem problem={problem.value} />
      {leaving.value && (
        <Dialog
          title={t("people.removeSure", { name: person.name })}
          onClose={() => {
            leaving.value = false;
          }}
        >
          <p>{t("people.removeText")}</p>
          <div class="row">
            <Button kind="danger" onClick={remove} testId="sure">
              {t("people.remove")}
            </Button>
            <Button
              onClick={() => {
                leaving.value = false;
              }}
            >
              {t("close")}
            </Button>
          </div>
        </Dialog>
      )}
    </div>
  );
}
