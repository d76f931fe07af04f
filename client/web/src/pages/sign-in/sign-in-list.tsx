/** Where somebody is signed in; each place can be signed out at once. */
import { dateTime, type PlainKey, t } from "../../i18n";
import type { SignIn } from "../../session/staff";
import { Button } from "../../ui/kit";

const WAYS: Record<SignIn["way"], PlainKey> = {
  password: "way.password",
  passkey: "way.passkey",
  oidc: "way.oidc",
  oidc_mfa: "way.oidc",
  link: "way.link",
  handed: "way.link",
};

export interface SignInListProps {
  signIns: SignIn[];
  /** Ends one, or with null all that `all` speaks of. */
  revoke: (id: string | null) => void;
  all: string;
}

export function SignInList({ signIns, revoke, all }: SignInListProps) {
  if (signIns.length === 0) return <p class="soft">{t("signIns.none")}</p>;
  return (
    <>
      <ul class="plain-list" data-testid="sign-ins">
        {signIns.map((one) => (
          <li key={one.id} class="row">
            <div class="grow">
              <strong>{one.browser || t("signIns.unknown")}</strong>
              {one.this_one && <span class="tag">{t("signIns.this")}</span>}
              <p class="small soft">
                {t("signIns.seen", { way: t(WAYS[one.way]), when: dateTime(Date.parse(one.seen_at) / 1000) })}
              </p>
            </div>
            {!one.this_one && (
              <Button size="small" onClick={() => revoke(one.id)} testId="revoke">
                {t("signIns.revoke")}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {signIns.some(({ this_one }) => !this_one) && (
        <div>
          <Button size="small" kind="danger" onClick={() => revoke(null)} testId="revoke-all">
            {all}
          </Button>
        </div>
      )}
    </>
  );
}
