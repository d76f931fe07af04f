/** One's own account: where one is signed in, passkeys, the password. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { dateTime, t } from "../../i18n";
import { addAPasskey, canUsePasskeys } from "../../session/passkeys";
import { ask, here, isOne, me, type SignIn, signOut, whoAmI } from "../../session/staff";
import { Button, Field, Notice } from "../../ui/kit";
import { Frame } from "./frame";
import { OwnCardPart } from "./own-card";
import { SignInList } from "./sign-in-list";
import { Tie } from "./tie";
import { Problem, useTrying } from "./trying";

interface Passkey {
  id: string;
  browser: string;
  created_at: string;
}

export function AccountPage() {
  return (
    <Frame page="account" title={t("account.title")}>
      <Own />
    </Frame>
  );
}

function Own() {
  const { attempt, problem } = useTrying();
  return (
    <>
      <div class="row">
        <span class="grow soft">{me.value?.email}</span>
        <Button icon="leave" onClick={() => attempt(signOut)} testId="sign-out">
          {t("account.signOut")}
        </Button>
      </div>
      <Problem problem={problem.value} />
      {isOne("teacher") && <OwnCardPart key={here()?.municipality.id} />}
      <SignIns />
      {canUsePasskeys() && <Passkeys />}
      <Tie />
      <Password />
    </>
  );
}

function SignIns() {
  const signIns = useSignal<SignIn[] | null>(null);
  const { attempt, load, problem } = useTrying();
  const look = () =>
    load(
      () => ask<{ sign_ins: SignIn[] }>("GET", "/session/sign-ins"),
      (found) => {
        signIns.value = found.sign_ins;
      },
    );
  useEffect(() => {
    void look();
  }, []);
  const revoke = (only: string | null) =>
    attempt(async () => {
      await ask("DELETE", only ? `/session/sign-ins/${only}` : "/session/sign-ins");
      await look();
    });
  return (
    <section class="card stack">
      <h2>{t("account.signIns")}</h2>
      <Problem problem={problem.value} />
      {signIns.value && (
        <SignInList signIns={signIns.value} revoke={revoke} all={t("account.revokeOthers")} />
      )}
    </section>
  );
}

function Passkeys() {
  const passkeys = useSignal<Passkey[] | null>(null);
  const refused = useSignal(false);
  const { attempt, load, problem, busy } = useTrying();
  const look = () =>
    load(
      () => ask<{ passkeys: Passkey[] }>("GET", "/passkeys"),
      (found) => {
        passkeys.value = found.passkeys;
      },
    );
  useEffect(() => {
    void look();
  }, []);
  const add = () =>
    attempt(async () => {
      refused.value = !(await addAPasskey());
      await look();
      await whoAmI();
    });
  const remove = (id: string) =>
    attempt(async () => {
      await ask("DELETE", `/passkeys/${id}`);
      await look();
      await whoAmI();
    });
  return (
    <section class="card stack">
      <h2>{t("account.passkeys")}</h2>
      <p class="soft">{t("account.passkeysText")}</p>
      {passkeys.value && passkeys.value.length > 0 && (
        <ul class="plain-list" data-testid="passkeys">
          {passkeys.value.map((one) => (
            <li key={one.id} class="row">
              <div class="grow">
                <strong>{one.browser || t("signIns.unknown")}</strong>
                <p class="small soft">{dateTime(Date.parse(one.created_at) / 1000)}</p>
              </div>
              <Button size="small" onClick={() => remove(one.id)} testId="remove-passkey">
                {t("account.removePasskey")}
              </Button>
            </li>
          ))}
        </ul>
      )}
      {refused.value && <Notice tone="warn" live title={t("account.noPasskey")} />}
      <Problem problem={problem.value} />
      <div>
        <Button onClick={add} disabled={busy.value} testId="add-passkey">
          {t("account.addPasskey")}
        </Button>
      </div>
    </section>
  );
}

function Password() {
  const old = useSignal("");
  const next = useSignal("");
  const wrong = useSignal<"old" | "new" | null>(null);
  const changed = useSignal(false);
  const { attempt, problem, busy } = useTrying();
  const change = (event: Event) => {
    event.preventDefault();
    changed.value = false;
    wrong.value = null;
    void attempt(async () => {
      const given = { new: next.value, ...(old.value ? { old: old.value } : {}) };
      try {
        await ask("PUT", "/session/password", given, true);
      } catch (cause) {
        const said = cause instanceof Error ? cause.message : "";
        if (said !== "signed_out" && said !== "invalid") throw cause;
        wrong.value = said === "invalid" ? "new" : "old";
        return;
      }
      old.value = next.value = "";
      changed.value = true;
      await whoAmI();
    });
  };
  return (
    <form class="card stack" onSubmit={change} noValidate>
      <h2>{t("account.password")}</h2>
      {me.value?.has_password && (
        <Field
          label={t("account.old")}
          name="old"
          type="password"
          autocomplete="current-password"
          error={wrong.value === "old" ? t("account.oldWrong") : null}
          value={old.value}
          onValue={(text) => {
            old.value = text;
          }}
        />
      )}
      <Field
        label={t("welcome.newPassword")}
        hint={t("welcome.hint")}
        name="new"
        type="password"
        autocomplete="new-password"
        error={wrong.value === "new" ? t("welcome.weak") : null}
        value={next.value}
        onValue={(text) => {
          next.value = text;
        }}
      />
      {changed.value && <Notice tone="good" live title={t("account.changed")} />}
      <Problem problem={problem.value} />
      <div>
        <Button type="submit" disabled={busy.value || next.value === ""}>
          {t("account.change")}
        </Button>
      </div>
    </form>
  );
}
