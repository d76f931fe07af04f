/** What lies on the table: notes, homework, and the score with what is drawn on it. A pure reducer. */
import type { Mark, Note, NoteView, Op, Place, Role, ScoreView, ServerMessage } from "../protocol";

export interface Papers {
  /** In the order in which they were first written. */
  notes: readonly NoteView[];
  scores: readonly ScoreView[];
  /** The room's steps by rising number: every page folds the same list into the same picture. */
  ops: readonly Op[];
  place: Place | null;
  /** Who turned to that place, and how often anybody has: a turn to the same page is a turn too. */
  placedBy: string | null;
  turns: number;
  follow: boolean;
  draw: boolean;
}

export const EMPTY_TABLE: Papers = {
  notes: [],
  scores: [],
  ops: [],
  place: null,
  placedBy: null,
  turns: 0,
  follow: true,
  draw: true,
};

export function reducePapers(papers: Papers, message: ServerMessage): Papers {
  switch (message.type) {
    case "notes":
      return { ...papers, notes: message.notes.reduce(withNote, papers.notes) };
    case "note_removed":
      return { ...papers, notes: papers.notes.filter(({ note }) => note.id !== message.note) };
    case "scores":
      return withScores(papers, message.scores);
    case "place":
      return {
        ...papers,
        place: message.place,
        placedBy: message.participant,
        turns: papers.turns + 1,
      };
    case "score_rules":
      return { ...papers, follow: message.follow, draw: message.draw };
    case "marks":
      return { ...papers, ops: withOps(papers.ops, message.ops) };
    default:
      return papers;
  }
}

function withNote(notes: readonly NoteView[], view: NoteView): readonly NoteView[] {
  const known = notes.some(({ note }) => note.id === view.note.id);
  if (!known) return [...notes, view];
  return notes.map((other) => (other.note.id === view.note.id ? view : other));
}

function withScores(papers: Papers, scores: readonly ScoreView[]): Papers {
  const there = new Set(scores.map(({ score }) => score.id));
  return {
    ...papers,
    scores,
    ops: papers.ops.filter((op) => there.has(op.score)),
    place: papers.place && there.has(papers.place.score) ? papers.place : null,
  };
}

function withOps(ops: readonly Op[], changed: readonly Op[]): readonly Op[] {
  const byNumber = new Map(ops.map((op) => [op.n, op]));
  for (const op of changed) byNumber.set(op.n, op);
  return [...byNumber.values()].sort((a, b) => a.n - b.n);
}

// -- what pages ask ------------------------------------------------------------------------------

export interface SeenMark {
  mark: Mark;
  participant: string;
}

/** The marks one sees in a score, in the order in which they were drawn. */
export function visibleMarks(papers: Papers, score: string): SeenMark[] {
  const standing = papers.ops.filter((op) => op.score === score && !op.undone);
  const gone = new Set(standing.flatMap(({ erased }) => erased));
  return standing.flatMap(({ mark, participant }) =>
    mark && !gone.has(mark.id) ? [{ mark, participant }] : [],
  );
}

/** Whether this person has a step to take back, or one to put back. */
export function canUndo(papers: Papers, score: string, me: string): { undo: boolean; redo: boolean } {
  const own = papers.ops.filter((op) => op.score === score && op.participant === me);
  const last = own.findLastIndex(({ undone }) => !undone);
  // What was taken back before one drew again cannot be put back: the room has let go of it.
  return { undo: last >= 0, redo: own.slice(last + 1).some(({ undone }) => undone) };
}

export function mayDraw(papers: Papers, role: Role | null): boolean {
  return role === "teacher" || (role === "pupil" && papers.draw);
}

/** A pupil words one's own notes only; ticking homework is no wording. */
export function mayWord(view: NoteView, role: Role | null, me: string | null): boolean {
  if (role === "teacher") return true;
  return role === "pupil" && view.note.list === "notes" && view.participant === me;
}

export function linesOf(papers: Papers, list: Note["list"]): NoteView[] {
  return papers.notes.filter(({ note }) => note.list === list);
}
