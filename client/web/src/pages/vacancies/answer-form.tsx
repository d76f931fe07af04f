/** Somebody would like a post: a name, an address, a few words, and consent to what becomes of them. */
import { useSignal } from "@preact/signals";
import { t } from "../../i18n";
import type { InterestTaken, Vacancy } from "../../session/posts";
import { ask } from "../../session/staff";
import { CopyButton } from "../../ui/copy-button";
import { Button, Field, Notice } from "../../ui/kit";
import { Paragraph } from "../posts/paragraph";
import { language } from "../sign-in/language";
import { Problem, useTrying } from "../sign-in/trying";

export function AnswerForm({ vacancy }: { vacancy: Vacancy }) {
  const name = useSignal("");
  const email = useSignal("");
  const text = useSignal("");
  const consent = useSignal(false);
  const missing = useSignal(false);
  const taken = useSignal<InterestTaken | null>(null);
  const { busy, problem, attempt } = useTrying();
  const address = /^\S+@\S+\.\S+$/.test(email.value.trim());
  const submit = (event: Event) => {
    event.preventDefault();
    missing.value = name.value.trim() === "" || !address || !consent.value;
    if (missing.value) return;
    const interest = {
      name: name.value.trim(),
      email: email.value.trim(),
      text: text.value.trim(),
      consent: true,
      language: language(),
    };
    void attempt(async () => {
      taken.value = await ask<InterestTaken>("POST", `/vacancies/${vacancy.id}/interests`, interest);
    });
  };
  if (taken.value) return <Taken taken={taken.value} />;
  return (
    <form class="stack stack-wide" onSubmit={submit} noValidate data-testid="answer-form">
      <div class="fields">
        <Field
          label={t("answer.name")}
          name="name"
          autocomplete="name"
          maxLength={80}
          value={name.value}
          error={missing.value && !name.value.trim() ? t("new.missing") : null}
          onValue={(typed) => {
            name.value = typed;
          }}
          testId="answer-name"
        />
        <Field
          label={t("answer.email")}
          name="email"
          type="email"
          autocomplete="email"
          maxLength={254}
          value={email.value}
          error={missing.value && !address ? t("answer.email.wrong") : null}
          onValue={(typed) => {
            email.value = typed;
          }}
          testId="answer-email"
        />
      </div>
      <Paragraph label={t("answer.text")} value={text} testId="answer-text" />
      <label class="choice">
        <input
          type="checkbox"
          checked={consent.value}
          aria-invalid={missing.value && !consent.value ? true : undefined}
          onChange={() => {
            consent.value = !consent.value;
          }}
          data-testid="answer-consent"
        />
        <span>
          {t("answer.consent", { municipality: vacancy.asked_by, days: vacancy.kept_days })}
          {missing.value && !consent.value && <span class="field-error">{t("answer.consent.missing")}</span>}
        </span>
      </label>
      <Problem problem={problem.value} />
      <div>
        <Button kind="primary" type="submit" disabled={busy.value} testId="answer-send">
          {t("answer.send")}
        </Button>
      </div>
    </form>
  );
}

function Taken({ taken }: { taken: InterestTaken }) {
  const { url, mailed } = taken;
  return (
    <Notice tone="good" live title={t(mailed ? "answer.mailed" : "answer.taken")} testId="answer-taken">
      {url && (
        <div class="stack">
          <p>{t("answer.link")}</p>
          <Field
            label={t("answer.linkName")}
            name="link"
            value={url}
            onValue={() => {}}
            readOnly
            testId="interest-link"
          />
          <div>
            <CopyButton text={url} />
          </div>
        </div>
      )}
    </Notice>
  );
}
