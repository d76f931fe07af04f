/** Where one is in the recording, and a slider to go elsewhere. Drawn past all rendering while it plays. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { clockOf } from "../../../core/track";
import { t } from "../../../i18n";
import type { LessonTrack } from "../../../session/lesson-track";
import { Slider } from "../tools/slider";

const LOOK_MS = 250;

export function usePlace(track: LessonTrack): number {
  const place = useSignal(0);
  const player = track.player.value;
  const state = track.state.value;
  useEffect(() => {
    const look = () => {
      place.value = Math.floor(track.placeS() * 2) / 2;
    };
    look();
    if (!player) return;
    const timer = setInterval(look, LOOK_MS);
    return () => clearInterval(timer);
  }, [track, player, state]);
  return place.value;
}

interface Props {
  track: LessonTrack;
  seconds: number;
  /** One who watches is shown where it is, and moves nothing. */
  still: boolean;
}

export function Playhead({ track, seconds, still }: Props) {
  const place = usePlace(track);
  const shown = t("track.place.of", { at: clockOf(place), end: clockOf(seconds) });
  if (still) return <p class="figure">{shown}</p>;
  return (
    <Slider
      label={t("track.place")}
      value={place}
      shown={shown}
      min={0}
      max={Math.floor(seconds)}
      step={1}
      onValue={(at_s) => track.setAtRest({ at_s })}
      testId="track-place"
    />
  );
}
