/** Somebody else in the lesson, with what comes from them to this page. */
import type { Connections } from "../core/connections";
import { farEnds, type LessonState } from "../core/lesson-state";
import type { ParticipantView } from "../protocol";

export interface FarEnd {
  participant: ParticipantView;
  audio: MediaStreamTrack | null;
  video: MediaStreamTrack | null;
  second: MediaStreamTrack | null;
  /** Sound comes or goes through a companion, not through this page. */
  companion: boolean;
  connected: boolean;
}

/** Everybody else, by the connections that carry them now. */
export function farNow(lesson: LessonState, connections: Connections): FarEnd[] {
  return farEnds(lesson).map((participant) => {
    const audio = connections.carrying(participant.id, "audio");
    const video = connections.carrying(participant.id, "video");
    return {
      participant,
      audio: audio?.audio ?? null,
      video: video?.video ?? null,
      second: video?.second ?? null,
      companion: video !== null && audio === null,
      connected: Boolean(audio?.up || video?.up),
    };
  });
}
