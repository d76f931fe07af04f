/** The tone the lesson shares: a note, perhaps with its fifth, and the A that everything is tuned by. */
export interface Tone {
  sounding: boolean;
  midi: number;
  fifth: boolean;
  a_hz: number;
}

export const QUIET: Tone = { sounding: false, midi: 69, fifth: false, a_hz: 440 };

/** A pure fifth, as string players tune; the tempered one would beat against open strings. */
export const PURE_FIFTH = 1.5;
