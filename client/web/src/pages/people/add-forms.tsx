/** Letting people in: staff by address and role, pupils by name, guardians by a link to confirm. */
import { type Signal, useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { type PlainKey, t } from "../../i18n";
import { type AccountRole, askHere, type Handed, type Person, ROLES } from "../../session/staff";
import { CopyButton } from "../../ui/copy-button";
import { Button, Field, Notice } from "../../ui/kit";
import { language } from "../sign-in/language";
import { Problem, useTrying } from "../sign-in/trying";
import { ROLE_NAMES } from "./role-names";

interface FormProps {
  title: string;
  send: () => Promise<Handed | undefined>;
  onDone: () => void;
  children: ComponentChildren;
}

/** A small form that ends with what became of the link, if there was one. */
function LetIn({ title, send, onDone, children }: FormProps) {
  const handed = useSignal<Handed | null>(null);
  const { busy, problem, attempt } = useTrying();
  const submit = (event: Event) => {
    event.preventDefault();
    void attempt(async () => {
      const made = await send();
      if (made) handed.value = made;
      else onDone();
    });
  };
  if (handed.value)
    return (
      <div class="card stack">
        <HandOver handed={handed.value} />
        <div>
          <Button onClick={onDone} testId="handed">
            {t("close")}
          </Button>
        </div>
      </div>
    );
  return (
    <form class="card stack stack-wide" onSubmit={submit} noValidate>
      <h2>{title}</h2>
      {children}
      <Problem problem={problem.value} />
      <div class="row">
        <Button kind="primary" type="submit" disabled={busy.value} testId="let-in">
          {t("people.save")}
        </Button>
        <Button onClick={onDone}>{t("close")}</Button>
      </div>
    </form>
  );
}

/** A link that was mailed needs no showing; one that was not is handed over by whoever made it. */
export function HandOver({ handed }: { handed: Handed }) {
  if (handed.mailed) return <Notice tone="good" live title={t("people.mailed")} />;
  const { url } = handed;
  if (!url) return <Notice live title={t("people.noLink")} />;
  return (
    <>
      <Notice live title={t("people.hand")} />
      <Field
        label={t("people.link")}
        name="link"
        value={url}
        onValue={() => {}}
        readOnly
        testId="handed-link"
      />
      <div>
        <CopyButton kind="primary" text={url} />
      </div>
    </>
  );
}

function Word({ label, name, value }: { label: PlainKey; name: "name" | "email"; value: Signal<string> }) {
  return (
    <Field
      label={t(label)}
      name={`new-${name}`}
      type={name === "email" ? "email" : "text"}
      maxLength={name === "email" ? 254 : 80}
      value={value.value}
      onValue={(text) => {
        value.value = text;
      }}
      testId={`new-${name}`}
    />
  );
}

export function AddStaff({ onDone }: { onDone: () => void }) {
  const name = useSignal("");
  const email = useSignal("");
  const roles = useSignal<AccountRole[]>(["teacher"]);
  const send = () =>
    askHere<Handed>("POST", "/accounts", {
      name: name.value.trim(),
      email: email.value.trim(),
      roles: roles.value,
      language: language(),
    });
  return (
    <LetIn title={t("people.addStaff")} send={send} onDone={onDone}>
      <div class="fields">
        <Word label="people.name" name="name" value={name} />
        <Word label="signIn.email" name="email" value={email} />
      </div>
      <RoleChoice roles={roles} />
    </LetIn>
  );
}

export function AddPupil({ onDone }: { onDone: () => void }) {
  const name = useSignal("");
  const send = async () => {
    await askHere("POST", "/people", { name: name.value.trim() });
    return undefined;
  };
  return (
    <LetIn title={t("people.addPupil")} send={send} onDone={onDone}>
      <Word label="people.name" name="name" value={name} />
    </LetIn>
  );
}

export function AddGuardian({ pupil, onDone }: { pupil: Person; onDone: () => void }) {
  const name = useSignal("");
  const email = useSignal("");
  const send = () =>
    askHere<Handed>("POST", `/people/${pupil.id}/guardians`, {
      name: name.value.trim(),
      email: email.value.trim(),
      language: language(),
    });
  return (
    <LetIn title={t("people.guardianOf", { name: pupil.name })} send={send} onDone={onDone}>
      <div class="fields">
        <Word label="people.name" name="name" value={name} />
        <Word label="signIn.email" name="email" value={email} />
      </div>
    </LetIn>
  );
}

export function RoleChoice({ roles }: { roles: Signal<AccountRole[]> }) {
  const toggle = (role: AccountRole) => {
    roles.value = roles.value.includes(role)
      ? roles.value.filter((held) => held !== role)
      : [...roles.value, role];
  };
  return (
    <fieldset class="choices">
      <legend class="field-label">{t("people.roles")}</legend>
      {ROLES.map((role) => (
        <label key={role} class="choice">
          <input
            type="checkbox"
            checked={roles.value.includes(role)}
            onChange={() => toggle(role)}
            data-testid={`role-${role}`}
          />
          <span>{t(ROLE_NAMES[role])}</span>
        </label>
      ))}
    </fieldset>
  );
}
