/** The front page: what this is, and a place for an invite that could not be clicked. */
import { useSignal } from "@preact/signals";
import { parseInviteAddress } from "../core/invite";
import { t } from "../i18n";
import { Icon, type IconName } from "../ui/icons";
import { Button, Field } from "../ui/kit";
import { Shell } from "../ui/shell";
import { CodeForm } from "./codes/code-form";

export function HomePage() {
  return (
    <Shell page="home" title={t("home.title")}>
      <p class="lead">{t("home.lead")}</p>
      <div class="doors">
        <InviteForm />
        <CodeForm />
      </div>
      <p class="ways">
        <a href="/check">{t("network.link")}</a>
        <a href="/sign-in" data-testid="to-sign-in">
          {t("home.signIn")}
        </a>
        <a href="/vacancies">{t("vacancies.title")}</a>
      </p>
      <ul class="facts">
        <Fact icon="headphones" title={t("home.headphones.title")} text={t("home.headphones.text")} />
        <Fact icon="microphone" title={t("home.sound.title")} text={t("home.sound.text")} />
        <Fact icon="people" title={t("home.private.title")} text={t("home.private.text")} />
      </ul>
    </Shell>
  );
}

function Fact({ icon, title, text }: { icon: IconName; title: string; text: string }) {
  return (
    <li>
      <Icon name={icon} />
      <div>
        <h2>{title}</h2>
        <p class="soft">{text}</p>
      </div>
    </li>
  );
}

function InviteForm() {
  const address = useSignal("");
  const wrong = useSignal(false);
  const open = (event: Event) => {
    event.preventDefault();
    const invite = parseInviteAddress(address.value);
    wrong.value = invite === null;
    if (invite) location.assign(invite.origin + invite.path);
  };
  return (
    <form class="card stack invite-form" onSubmit={open} noValidate>
      <Field
        label={t("home.invite")}
        hint={t("home.invite.hint")}
        error={wrong.value ? t("home.invite.wrong") : null}
        name="invite"
        type="url"
        value={address.value}
        onValue={(value) => {
          address.value = value;
        }}
        testId="invite-address"
      />
      <div>
        <Button kind="primary" type="submit" testId="open-invite">
          {t("home.open")}
        </Button>
      </div>
    </form>
  );
}
