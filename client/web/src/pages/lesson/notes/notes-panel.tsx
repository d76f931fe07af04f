/** Lesson notes and homework: lines that both see; homework is the teacher's, ticks are the pupil's. */
import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { linesOf, mayWord } from "../../../core/papers";
import { type PlainKey, t } from "../../../i18n";
import type { Note, NoteView } from "../../../protocol";
import type { LessonSession } from "../../../session/lesson-session";
import type { Table } from "../../../session/table";
import { Button, Panel } from "../../../ui/kit";
import { GiveReading } from "../../after/give";
import { Example } from "./example";

interface Props {
  session: LessonSession;
  onClose: () => void;
}

const WORDS: Record<Note["list"], { title: PlainKey; empty: PlainKey; add: PlainKey }> = {
  homework: { title: "homework.title", empty: "homework.empty", add: "homework.add" },
  notes: { title: "notes.title", empty: "notes.empty", add: "notes.add" },
};

export function NotesPanel({ session, onClose }: Props) {
  const { table } = session;
  const role = table.role.value;
  return (
    <Panel title={t("notes.panel")} onClose={onClose} testId="notes-panel">
      <List session={session} list="homework" writes={role === "teacher"} />
      <List session={session} list="notes" writes={role !== "observer"} />
      {role === "teacher" && <GiveReading token={table.token} round={pupilsHere(table)} heading="h3" />}
    </Panel>
  );
}

function pupilsHere(table: Table): string {
  const { participants } = table.lesson.value;
  return participants
    .filter(({ role, admission }) => role === "pupil" && admission === "admitted")
    .map(({ id }) => id)
    .join();
}

interface ListProps {
  session: LessonSession;
  list: Note["list"];
  writes: boolean;
}

function List({ session, list, writes }: ListProps) {
  const { table } = session;
  const lines = linesOf(table.lesson.value.papers, list);
  const words = WORDS[list];
  return (
    <section class="stack-tight" aria-labelledby={`${list}-title`} data-testid={list}>
      <h3 id={`${list}-title`}>{t(words.title)}</h3>
      {lines.length === 0 && <p class="small soft">{t(words.empty)}</p>}
      <ul class="lines">
        {lines.map((view) => (
          <Line key={view.note.id} session={session} view={view} />
        ))}
      </ul>
      {writes && (
        <Writer
          label={t(words.add)}
          done={t("notes.put")}
          onDone={(text) => table.writeNew(list, text)}
          testId={`${list}-text`}
        />
      )}
    </section>
  );
}

function Line({ session, view }: { session: LessonSession; view: NoteView }) {
  const { table } = session;
  const editing = useSignal(false);
  const role = table.role.value;
  const { note, name } = view;
  const words = mayWord(view, role, table.lesson.value.me?.participant ?? null);
  if (editing.value)
    return (
      <li class="line">
        <Writer
          label={t("notes.change")}
          done={t("notes.keep")}
          before={note.text}
          onDone={(text) => {
            table.write({ ...note, text });
            editing.value = false;
          }}
          onCancel={() => {
            editing.value = false;
          }}
          testId="note-edit"
        />
      </li>
    );
  return (
    <li class="line" data-testid="line">
      {note.list === "homework" ? (
        <label class="tick">
          <input
            type="checkbox"
            checked={note.done}
            disabled={role === "observer"}
            onChange={(event) => table.write({ ...note, done: event.currentTarget.checked })}
            data-testid="note-done"
          />
          <span class="line-text">
            {note.text}
            {note.done && <span class="small soft"> · {t("homework.done")}</span>}
          </span>
        </label>
      ) : (
        <p class="line-text">
          {note.text} <span class="small soft">– {name}</span>
        </p>
      )}
      {note.list === "homework" && <Example session={session} note={note} />}
      {words && (
        <div class="row line-actions">
          <Button
            kind="plain"
            size="small"
            aria-label={t("notes.change.which", { text: note.text })}
            onClick={() => {
              editing.value = true;
            }}
            testId="note-change"
          >
            {t("notes.change")}
          </Button>
          <Button
            kind="plain"
            size="small"
            aria-label={t("notes.remove.which", { text: note.text })}
            onClick={() => table.removeNote(note.id)}
            testId="note-remove"
          >
            {t("notes.remove")}
          </Button>
        </div>
      )}
    </li>
  );
}

interface WriterProps {
  label: string;
  done: string;
  before?: string;
  onDone: (text: string) => void;
  onCancel?: () => void;
  testId: string;
}

function Writer({ label, done, before = "", onDone, onCancel, testId }: WriterProps) {
  const text = useSignal(before);
  const area = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    if (onCancel) area.current?.focus();
  }, []);
  const put = () => {
    const written = text.value.trim();
    if (!written) return;
    onDone(written);
    text.value = "";
  };
  return (
    <form
      class="stack-tight"
      onSubmit={(event) => {
        event.preventDefault();
        put();
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || !onCancel) return;
        event.stopPropagation();
        onCancel();
      }}
    >
      <label class="small" for={testId}>
        {label}
      </label>
      <textarea
        class="input"
        ref={area}
        id={testId}
        rows={2}
        maxLength={1000}
        value={text.value}
        onInput={(event) => {
          text.value = event.currentTarget.value;
        }}
        data-testid={testId}
      />
      <div class="row">
        <Button size="small" kind="primary" type="submit" testId={`${testId}-put`}>
          {done}
        </Button>
        {onCancel && (
          <Button size="small" kind="plain" onClick={onCancel}>
            {t("notes.leave")}
          </Button>
        )}
      </div>
    </form>
  );
}
