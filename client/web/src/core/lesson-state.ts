/** The lesson as this page sees it: a pure reducer over the room's messages. */
import type {
  Admission,
  ChatLine,
  Door,
  LessonInfo,
  ParticipantView,
  ProfileName,
  Recording,
  Role,
  ServerMessage,
} from "../protocol";
import { EMPTY_TABLE, type Papers, reducePapers } from "./papers";

export interface Me {
  participant: string;
  endpoint: string;
  role: Role;
  name: string;
}

export interface LessonState {
  me: Me | null;
  lesson: LessonInfo | null;
  profile: ProfileName;
  admission: Admission;
  word: string;
  /** What the teacher says to those who wait, and whether there is a teacher; told to both. */
  door: Pick<Door, "teacher" | "ready" | "text" | "at_s">;
  participants: readonly ParticipantView[];
  chat: readonly ChatLine[];
  papers: Papers;
  recording: Recording;
}

export const START: LessonState = {
  me: null,
  lesson: null,
  profile: "balanced",
  admission: "waiting",
  word: "",
  door: { teacher: false, ready: null, text: "", at_s: 0 },
  participants: [],
  chat: [],
  papers: EMPTY_TABLE,
  recording: {
    type: "recording",
    state: "off",
    reason: "never",
    take: null,
    recorded: [],
    by: "",
    lacking: [],
  },
};

const CHAT_KEPT = 500;

export function reduce(state: LessonState, message: ServerMessage): LessonState {
  switch (message.type) {
    case "welcome": {
      const { participant, endpoint, role, name, lesson, profile, admission } = message;
      const kept = message.resumed ? state : START;
      return { ...kept, me: { participant, endpoint, role, name }, lesson, profile, admission };
    }
    case "roster":
      return { ...state, participants: message.participants };
    case "admission":
      return { ...state, admission: message.state, word: message.word };
    case "door":
      return { ...state, door: message };
    case "profile":
      return { ...state, profile: message.profile };
    case "chat_line":
      return { ...state, chat: [...state.chat, message].slice(-CHAT_KEPT) };
    case "recording":
      return { ...state, recording: message };
    case "next_lesson":
      return { ...state, chat: [], papers: EMPTY_TABLE };
    default: {
      const papers = reducePapers(state.papers, message);
      return papers === state.papers ? state : { ...state, papers };
    }
  }
}

// -- what pages ask ------------------------------------------------------------------------------

export function others(state: LessonState): ParticipantView[] {
  return state.participants.filter(({ id }) => id !== state.me?.participant);
}

/** Those in the room beside me, teacher first, so that a pupil's large picture is the teacher. */
export function farEnds(state: LessonState): ParticipantView[] {
  const rank = { teacher: 0, pupil: 1, observer: 2 };
  return others(state)
    .filter(({ admission }) => admission === "admitted")
    .sort((a, b) => rank[a.role] - rank[b.role]);
}

/** Those at the door: someone not let in yet, or let in and now there with one more device. */
export function knocking(state: LessonState): ParticipantView[] {
  return others(state).filter(
    ({ admission, endpoints }) =>
      (admission === "waiting" || admission === "admitted") &&
      endpoints.some((endpoint) => endpoint.present && !endpoint.admitted),
  );
}

export function isPresent(participant: ParticipantView): boolean {
  return participant.endpoints.some(({ present }) => present);
}
