/** One lesson of a day: when, with whom, on what, and its buttons. */
import { useSignal } from "@preact/signals";
import { figure, type PlainKey, t, time } from "../../i18n";
import type { MadeInvite } from "../../session/api";
import { askHere, type LessonAction, type PlannedLesson } from "../../session/staff";
import { CopyButton } from "../../ui/copy-button";
import { Button, Dialog, Field } from "../../ui/kit";
import type { Trying } from "../sign-in/trying";

const STATES: Partial<Record<PlannedLesson["state"], PlainKey>> = {
  over: "today.state.over",
  closed: "today.state.closed",
};

export interface LessonCardProps {
  lesson: PlannedLesson;
  trying: Trying;
  onChange: () => void;
}

export function LessonCard({ lesson, trying, onChange }: LessonCardProps) {
  const invites = useSignal<MadeInvite[] | null>(null);
  const closing = useSignal(false);
  const may = (action: LessonAction) => lesson.may.includes(action);
  const enter = () =>
    trying.attempt(async () => {
      const { url } = await askHere<{ url: string }>("POST", `/lessons/${lesson.id}/entry`);
      const { hash } = new URL(url);
      location.assign(`/join${hash}`);
    });
  const show = () =>
    trying.attempt(async () => {
      const path = `/lessons/${lesson.id}/invites`;
      invites.value = (await askHere<{ invites: MadeInvite[] }>("GET", path)).invites;
    });
  const close = () =>
    trying.attempt(async () => {
      closing.value = false;
      await askHere("DELETE", `/lessons/${lesson.id}`);
      onChange();
    });
  const state = STATES[lesson.state];
  return (
    <li class="card lesson-card" data-state={lesson.state} data-testid="lesson">
      <When lesson={lesson} />
      <Who lesson={lesson} />
      {state && <span class="tag">{t(state)}</span>}
      <div class="row lesson-buttons">
        {may("close_lesson") && (
          <Button
            kind="plain"
            size="small"
            onClick={() => {
              closing.value = true;
            }}
            testId="call-off"
          >
            {t("today.close")}
          </Button>
        )}
        {may("copy_invites") && (
          <Button size="small" icon="copy" onClick={show} testId="show-invites">
            {t("today.invites")}
          </Button>
        )}
        {may("enter_lesson") && (
          <Button kind="primary" icon="play" onClick={enter} testId="start">
            {t("today.start")}
          </Button>
        )}
      </div>
      {invites.value && (
        <Invites
          lesson={lesson}
          invites={invites.value}
          trying={trying}
          again={show}
          onClose={() => {
            invites.value = null;
            onChange();
          }}
        />
      )}
      {closing.value && (
        <Dialog
          title={t("today.closeSure")}
          onClose={() => {
            closing.value = false;
          }}
        >
          <p>{t("today.closeText")}</p>
          <div class="row">
            <Button kind="danger" onClick={close} testId="sure">
              {t("today.close")}
            </Button>
            <Button
              onClick={() => {
                closing.value = false;
              }}
            >
              {t("today.keep")}
            </Button>
          </div>
        </Dialog>
      )}
    </li>
  );
}

function When({ lesson }: { lesson: PlannedLesson }) {
  const beginsS = lesson.begins_at ? Date.parse(lesson.begins_at) / 1000 : null;
  return (
    <div class="lesson-when">
      <strong class="figures">{beginsS === null ? "–" : time(beginsS)}</strong>
      {lesson.minutes !== null && (
        <span class="small soft">{t("today.minutes", { minutes: figure(lesson.minutes) })}</span>
      )}
    </div>
  );
}

function Who({ lesson }: { lesson: PlannedLesson }) {
  const names = (role: string) =>
    lesson.people
      .filter((one) => one.role === role)
      .map(({ name }) => name)
      .join(", ");
  const beside = [
    t("today.teacher", { name: lesson.teacher }),
    lesson.hosts.length > 0 ? t("today.host", { names: lesson.hosts.join(", ") }) : "",
    names("observer") ? t("today.observer", { names: names("observer") }) : "",
  ].filter((words) => words !== "");
  return (
    <div class="grow lesson-who">
      <h3>
        {names("pupil") || lesson.teacher}
        {lesson.instrument && <span class="soft"> · {lesson.instrument}</span>}
      </h3>
      <p class="small soft">{beside.join(" · ")}</p>
    </div>
  );
}

interface InvitesProps {
  lesson: PlannedLesson;
  invites: MadeInvite[];
  trying: Trying;
  again: () => void;
  onClose: () => void;
}

/** The addresses themselves, to send by whatever way people use; each can be made worthless. */
function Invites({ lesson, invites, trying, again, onClose }: InvitesProps) {
  const withdraw = (invite: MadeInvite) =>
    trying.attempt(async () => {
      await askHere("DELETE", `/lessons/${lesson.id}/invites/${invite.id}`);
      again();
    });
  return (
    <Dialog title={t("today.invites")} onClose={onClose} testId="invites">
      {invites
        .filter(({ role }) => role !== "teacher")
        .map((invite) => (
          <div class="stack" key={invite.id}>
            <Field
              label={invite.name}
              name={invite.id}
              value={invite.url}
              onValue={() => {}}
              readOnly
              testId={`invite-${invite.role}`}
            />
            <div class="row">
              <CopyButton kind="primary" size="small" text={invite.url} testId="copy" />
              {lesson.may.includes("revoke_invite") && (
                <Button kind="plain" size="small" onClick={() => withdraw(invite)} testId="withdraw">
                  {t("today.withdraw")}
                </Button>
              )}
            </div>
          </div>
        ))}
      <div>
        <Button onClick={onClose}>{t("close")}</Button>
      </div>
    </Dialog>
  );
}
