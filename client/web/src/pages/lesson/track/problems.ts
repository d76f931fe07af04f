/** What went wrong with a track, in a sentence that says what to do. */
import type { PlainKey } from "../../../i18n";
import type { TrackProblem } from "../../../session/tracks";

export const TRACK_PROBLEMS: Record<TrackProblem, PlainKey> = {
  unreachable: "track.problem.unreachable",
  large: "track.problem.large",
  length: "track.problem.length",
  kind: "track.problem.kind",
  full: "track.problem.full",
  gone: "track.problem.gone",
  failed: "track.problem.failed",
  undecodable: "track.problem.undecodable",
};
