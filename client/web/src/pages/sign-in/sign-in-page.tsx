/** Sign in: address and password, a passkey, the municipality's own sign-in, or a mailed link. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { t } from "../../i18n";
import { canUsePasskeys, useAPasskey } from "../../session/passkeys";
import { ask, me, type Ways, whoAmI } from "../../session/staff";
import { Button, Field, Notice } from "../../ui/kit";
import { Shell } from "../../ui/shell";
import { language } from "./language";
import { Problem, useTrying } from "./trying";

export function SignInPage() {
  const ways = useSignal<Ways>({ oidc: null, mail: false });
  useEffect(() => {
    void ask<Ways>("GET", "/ways")
      .then((told) => {
        ways.value = told;
      })
      .catch(() => {});
  }, []);
  const problem = new URLSearchParams(location.search).get("problem");
  return (
    <Shell page="sign-in" title={t("signIn.title")} narrow>
      <p class="lead">{t("signIn.lead")}</p>
      {problem === "unbound" && <Notice tone="warn" title={t("signIn.unbound")} testId="unbound" />}
      {problem === "elsewhere" && <Notice tone="warn" title={t("signIn.elsewhere")} testId="elsewhere" />}
      <PasswordForm mail={ways.value.mail} />
      <OtherWays oidc={ways.value.oidc} />
    </Shell>
  );
}

function PasswordForm({ mail }: { mail: boolean }) {
  const email = useSignal("");
  const password = useSignal("");
  const wrong = useSignal(false);
  const mailed = useSignal(false);
  const { busy, problem, attempt } = useTrying();
  const enter = (event: Event) => {
    event.preventDefault();
    mailed.value = false;
    wrong.value = email.value.trim() === "" || password.value === "";
    if (wrong.value) return;
    void attempt(async () => {
      const given = { email: email.value.trim(), password: password.value };
      try {
        await ask("POST", "/session", given, true);
      } catch (cause) {
        wrong.value = cause instanceof Error && ["signed_out", "invalid"].includes(cause.message);
        if (!wrong.value) throw cause;
        return;
      }
      await arrive();
    });
  };
  const send = () =>
    attempt(async () => {
      await ask("POST", "/session/link", { email: email.value.trim(), language: language() });
      mailed.value = true;
    });
  return (
    <form class="card stack stack-wide" onSubmit={enter} noValidate>
      <Field
        label={t("signIn.email")}
        name="email"
        type="email"
        autocomplete="username webauthn"
        value={email.value}
        onValue={(text) => {
          email.value = text;
        }}
        testId="email"
      />
      <Field
        label={t("signIn.password")}
        name="password"
        type="password"
        autocomplete="current-password"
        error={wrong.value ? t("signIn.wrong") : null}
        value={password.value}
        onValue={(text) => {
          password.value = text;
        }}
        testId="password"
      />
      <Problem problem={problem.value} />
      {mailed.value && <Notice tone="good" live title={t("signIn.mailed")} />}
      <div class="row">
        <Button kind="primary" size="large" type="submit" disabled={busy.value} testId="sign-in">
          {t("signIn.enter")}
        </Button>
        {mail && (
          <Button kind="plain" onClick={send} disabled={email.value.trim() === ""} testId="mail-link">
            {t("signIn.mail")}
          </Button>
        )}
      </div>
    </form>
  );
}

function OtherWays({ oidc }: { oidc: string | null }) {
  const { problem, busy, attempt } = useTrying();
  const failed = useSignal(false);
  const passkey = () =>
    attempt(async () => {
      failed.value = !(await useAPasskey());
      if (!failed.value) await arrive();
    });
  const elsewhere = () =>
    attempt(async () => {
      const { url } = await ask<{ url: string }>("POST", "/oidc/begin");
      location.assign(url);
    });
  if (!canUsePasskeys() && !oidc) return null;
  return (
    <div class="stack">
      <div class="row">
        {canUsePasskeys() && (
          <Button onClick={passkey} disabled={busy.value} testId="passkey">
            {t("signIn.passkey")}
          </Button>
        )}
        {oidc && (
          <Button onClick={elsewhere} disabled={busy.value} testId="oidc">
            {t("signIn.oidc", { name: oidc })}
          </Button>
        )}
      </div>
      {failed.value && <Notice tone="warn" live title={t("signIn.passkeyFailed")} />}
      <Problem problem={problem.value} />
    </div>
  );
}

/** Signed in: what was asked for is shown, or where one's day begins. */
async function arrive(): Promise<void> {
  await whoAmI();
  if (!me.value) return;
  if (/^\/(sign-in|welcome)\/?$/.test(location.pathname)) location.assign("/today");
}
