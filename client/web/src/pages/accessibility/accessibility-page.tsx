/** How accessible these pages are, after the model statement of directive 2016/2102 and EN 301 549. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { date, type PlainKey, t } from "../../i18n";
import { readContact } from "../../session/api";
import { Shell } from "../../ui/shell";
import "../../ui/styles/panels.css";

/** The day on which the pages were last gone through. */
const REVIEWED_S = Date.UTC(2026, 10, 22) / 1000;

const MET: readonly PlainKey[] = [
  "access.met.keyboard",
  "access.met.names",
  "access.met.contrast",
  "access.met.small",
  "access.met.motion",
  "access.met.senses",
];
const NOT_MET: readonly PlainKey[] = ["access.not.captions", "access.not.scores", "access.not.assistive"];

export function AccessibilityPage() {
  const contact = useSignal<string | null>(null);
  useEffect(() => {
    void readContact().then((told) => {
      contact.value = told;
    });
  }, []);
  return (
    <Shell page="accessibility" title={t("access.title")} narrow>
      <p class="lead">{t("access.lead")}</p>
      <Points title="access.met" points={MET} />
      <Points title="access.not" points={NOT_MET} />
      <section class="stack-tight">
        <h2>{t("access.complain")}</h2>
        <p>{t("access.complain.text")}</p>
        {contact.value ? <Contact contact={contact.value} /> : <p>{t("access.noContact")}</p>}
        <p>{t("access.authority")}</p>
      </section>
      <section class="stack-tight">
        <h2>{t("access.how")}</h2>
        <p>{t("access.how.text", { when: date(REVIEWED_S) })}</p>
      </section>
    </Shell>
  );
}

function Points({ title, points }: { title: PlainKey; points: readonly PlainKey[] }) {
  return (
    <section class="stack-tight">
      <h2>{t(title)}</h2>
      <ul class="points">
        {points.map((key) => (
          <li key={key}>{t(key)}</li>
        ))}
      </ul>
    </section>
  );
}

/** An address of mail or of a page becomes a link; anything else, a telephone number say, is shown. */
function Contact({ contact }: { contact: string }) {
  const href = /^https?:/.test(contact) ? contact : contact.includes("@") ? `mailto:${contact}` : null;
  return <p data-testid="contact">{href ? <a href={href}>{contact}</a> : contact}</p>;
}
