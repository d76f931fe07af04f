/** Who is here, who stands at the door, who was sent out; the teacher decides here too. */
import { useSignal } from "@preact/signals";
import { isPresent, knocking } from "../../core/lesson-state";
import { type PlainKey, t } from "../../i18n";
import type { ParticipantView, Role } from "../../protocol";
import type { LessonSession } from "../../session/lesson-session";
import { Button, Dialog, Panel } from "../../ui/kit";
import { AccessibilityLink } from "../../ui/shell";
import { LessonCodes } from "../codes/code-maker";
import { Help } from "./help/help";
import { soundMarks } from "./sound-marks";

const ROLES: Record<Role, PlainKey> = {
  teacher: "role.teacher",
  pupil: "role.pupil",
  observer: "role.observer",
};

interface Props {
  session: LessonSession;
  onClose: () => void;
}

export function PeoplePanel({ session, onClose }: Props) {
  const asked = useSignal<ParticipantView | null>(null);
  const lesson = session.lesson.value;
  const knocks = new Set(knocking(lesson).map(({ id }) => id));
  return (
    <Panel title={t("people.title")} onClose={onClose} testId="people-panel">
      <ul class="people">
        {lesson.participants.map((person) => (
          <li key={person.id} class="person" data-testid="person" data-participant={person.id}>
            <div class="grow">
              <p class="person-name">
                {person.name}
                {person.id === lesson.me?.participant && <span class="soft"> {t("people.you")}</span>}
              </p>
              <p class="small soft">
                {[
                  t(ROLES[person.role]),
                  ...states(person, knocks.has(person.id)),
                  ...soundMarks(session, person),
                ].join(" · ")}
              </p>
            </div>
            {lesson.me?.role === "teacher" && person.id !== lesson.me.participant && (
              <Actions
                person={person}
                knocks={knocks.has(person.id)}
                session={session}
                onRemove={() => {
                  asked.value = person;
                }}
              />
            )}
            {helps(lesson.me?.role, person) && <Help session={session} person={person} />}
          </li>
        ))}
      </ul>
      {lesson.me?.role === "teacher" && (
        <details class="help" data-testid="codes">
          <summary>{t("codes.title")}</summary>
          <LessonCodes token={session.token} />
        </details>
      )}
      <AccessibilityLink apart />
      {asked.value && (
        <RemoveDialog
          person={asked.value}
          onClose={() => {
            asked.value = null;
          }}
          onRemove={(id) => session.remove(id)}
        />
      )}
    </Panel>
  );
}

function helps(mine: Role | undefined, person: ParticipantView): boolean {
  return mine === "teacher" && person.role !== "teacher" && person.admission === "admitted";
}

function states(person: ParticipantView, knocks: boolean): string[] {
  if (person.admission === "removed") return [t("people.removed")];
  if (person.admission === "refused") return [t("people.refused")];
  const said: string[] = [];
  if (knocks) said.push(t("people.knocks"));
  else if (!isPresent(person)) said.push(t("people.away"));
  if (person.admission !== "admitted") return said;
  if (person.microphone === false) said.push(t("stage.microphoneOff"));
  if (person.camera === false) said.push(t("people.cameraOff"));
  return said;
}

interface ActionsProps {
  person: ParticipantView;
  knocks: boolean;
  session: LessonSession;
  onRemove: () => void;
}

function Actions({ person, knocks, session, onRemove }: ActionsProps) {
  if (knocks)
    return (
      <div class="row">
        <Button size="small" kind="primary" onClick={() => session.admit(person.id)} testId="people-admit">
          {t("knock.admit")}
        </Button>
        <Button size="small" onClick={() => session.refuse(person.id)} testId="people-refuse">
          {t("knock.refuse")}
        </Button>
      </div>
    );
  if (person.admission === "removed")
    return (
      <Button size="small" onClick={() => session.admit(person.id)} testId="people-readmit">
        {t("people.readmit")}
      </Button>
    );
  if (person.admission !== "admitted") return null;
  return (
    <Button size="small" kind="danger" onClick={onRemove} testId="remove">
      {t("people.remove")}
    </Button>
  );
}

interface RemoveProps {
  person: ParticipantView;
  onClose: () => void;
  onRemove: (participant: string) => void;
}

function RemoveDialog({ person, onClose, onRemove }: RemoveProps) {
  const remove = () => {
    onRemove(person.id);
    onClose();
  };
  return (
    <Dialog title={t("remove.title", { name: person.name })} onClose={onClose} testId="remove-dialog">
      <p>{t("remove.text")}</p>
      <div class="row">
        <Button kind="danger" onClick={remove} testId="confirm-remove">
          {t("remove.yes")}
        </Button>
        <Button onClick={onClose}>{t("remove.no")}</Button>
      </div>
    </Dialog>
  );
}
