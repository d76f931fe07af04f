/** New lesson, for whoever runs the server: three words in, two invites out. */
import { type Signal, useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { dateTime, type MessageKey, type PlainKey, t } from "../i18n";
import { ApiError, type ApiProblem, createLesson, type MadeInvite, type MadeLesson } from "../session/api";
import { storage } from "../session/browser";
import { tellLessons } from "../session/next-lessons";
import { CopyButton } from "../ui/copy-button";
import { Button, Field, Notice } from "../ui/kit";
import { Shell } from "../ui/shell";
import { CodeMaker } from "./codes/code-maker";

const KEY = "klangbro.host";
const INSTRUMENTS: readonly PlainKey[] = [
  "instrument.violin",
  "instrument.cello",
  "instrument.piano",
  "instrument.guitar",
  "instrument.flute",
  "instrument.clarinet",
  "instrument.bassoon",
  "instrument.trumpet",
  "instrument.accordion",
  "instrument.voice",
];
const PROBLEMS: Record<ApiProblem, PlainKey> = {
  unreachable: "new.problem.unreachable",
  not_allowed: "new.problem.not_allowed",
  not_found: "new.problem.failed",
  too_fast: "new.problem.failed",
  invalid: "new.problem.invalid",
  failed: "new.problem.failed",
};

/** The host's key comes in the fragment, like a token, and leaves the address bar like one. */
function takeHostKey(): string | null {
  const session = storage("sessionStorage");
  const key = new URLSearchParams(location.hash.slice(1)).get("k");
  if (!key) return session?.getItem(KEY) ?? null;
  session?.setItem(KEY, key);
  history.replaceState(null, "", location.pathname);
  return key;
}

export function NewLessonPage() {
  const hostKey = useMemo(takeHostKey, []);
  const made = useSignal<MadeLesson | null>(null);
  useEffect(() => (hostKey ? tellLessons(hostKey) : undefined), [hostKey]);
  if (!hostKey)
    return (
      <Shell page="new-no-key" title={t("new.title")} narrow>
        <Notice tone="warn" title={t("new.noKey.title")}>
          <p>{t("new.noKey.text")}</p>
        </Notice>
      </Shell>
    );
  if (made.value) return <Made made={made} hostKey={hostKey} />;
  return <LessonForm hostKey={hostKey} made={made} />;
}

function LessonForm({ hostKey, made }: { hostKey: string; made: Signal<MadeLesson | null> }) {
  const teacher = useSignal("");
  const pupil = useSignal("");
  const instrument = useSignal("");
  const missing = useSignal(false);
  const busy = useSignal(false);
  const problem = useSignal<ApiProblem | null>(null);
  const create = async (event: Event) => {
    event.preventDefault();
    const lesson = {
      teacher: teacher.value.trim(),
      pupil: pupil.value.trim(),
      instrument: instrument.value.trim(),
    };
    missing.value = lesson.teacher === "" || lesson.pupil === "";
    if (missing.value || busy.value) return;
    busy.value = true;
    try {
      made.value = await createLesson(hostKey, lesson);
    } catch (cause) {
      problem.value = cause instanceof ApiError ? cause.problem : "failed";
    } finally {
      busy.value = false;
    }
  };
  const name = (label: MessageKey, key: string, value: Signal<string>) => (
    <Field
      label={t(label as PlainKey)}
      name={key}
      maxLength={80}
      required
      value={value.value}
      error={missing.value && value.value.trim() === "" ? t("new.missing") : null}
      onValue={(text) => {
        value.value = text;
      }}
      testId={key}
    />
  );
  return (
    <Shell page="new" title={t("new.title")} narrow>
      <p class="lead">{t("new.lead")}</p>
      <form class="card stack stack-wide" onSubmit={create} noValidate>
        {name("new.teacher", "teacher", teacher)}
        {name("new.pupil", "pupil", pupil)}
        <Field
          label={t("new.instrument")}
          hint={t("new.instrument.hint")}
          name="instrument"
          maxLength={80}
          list={INSTRUMENTS.map((key) => t(key))}
          value={instrument.value}
          onValue={(text) => {
            instrument.value = text;
          }}
          testId="instrument"
        />
        {problem.value && (
          <Notice tone="bad" live title={t(PROBLEMS[problem.value])} testId="new-problem">
            {null}
          </Notice>
        )}
        <div>
          <Button kind="primary" size="large" type="submit" disabled={busy.value} testId="create-lesson">
            {t("new.create")}
          </Button>
        </div>
      </form>
    </Shell>
  );
}

function Made({ made, hostKey }: { made: Signal<MadeLesson | null>; hostKey: string }) {
  const lesson = made.value;
  if (!lesson) return null;
  return (
    <Shell page="new-made" title={t("made.title")} narrow>
      <p class="lead">{t("made.lead")}</p>
      {lesson.invites.map((invite) => (
        <InviteCard key={invite.id} invite={invite} hostKey={hostKey} />
      ))}
      <div class="row">
        <Button
          onClick={() => {
            made.value = null;
          }}
          testId="another-lesson"
        >
          {t("made.another")}
        </Button>
      </div>
    </Shell>
  );
}

function InviteCard({ invite, hostKey }: { invite: MadeInvite; hostKey: string }) {
  const expiresS = Date.parse(invite.expires_at) / 1000;
  return (
    <section class="card stack">
      <h2>{t(invite.role === "teacher" ? "made.forTeacher" : "made.forPupil", { name: invite.name })}</h2>
      <Field
        label={t("made.link")}
        name={`invite-${invite.role}`}
        value={invite.url}
        onValue={() => {}}
        readOnly
        testId={`invite-${invite.role}`}
      />
      <div class="row">
        <CopyButton kind="primary" text={invite.url} testId={`copy-${invite.role}`} />
        <a class="button button-quiet" href={invite.url} target="_blank" rel="noreferrer">
          {t("made.open")}
        </a>
        {Number.isFinite(expiresS) && (
          <span class="small soft">{t("made.until", { when: dateTime(expiresS) })}</span>
        )}
      </div>
      <CodeMaker bearer={hostKey} invite={invite.id} site={new URL(invite.url).host} />
    </section>
  );
}
