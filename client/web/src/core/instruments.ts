/** What a tuner has to know of an instrument: how low and high it sounds, its strings, what its player reads. */
export interface Instrument {
  lowest: number;
  highest: number;
  /** Open strings, lowest first. */
  strings: readonly number[];
  /** The written note is so many semitones above the sounding one. */
  written: number;
}

function instrument(
  lowest: number,
  highest: number,
  strings: readonly number[] = [],
  written = 0,
): Instrument {
  return { lowest, highest, strings, written };
}

/** Sounding ranges in MIDI notes, with room for mistuned open strings below. */
export const INSTRUMENTS = {
  any: instrument(24, 108),
  violin: instrument(53, 103, [55, 62, 69, 76]),
  viola: instrument(46, 96, [48, 55, 62, 69]),
  cello: instrument(34, 88, [36, 43, 50, 57]),
  bass: instrument(22, 72, [28, 33, 38, 43]),
  guitar: instrument(38, 88, [40, 45, 50, 55, 59, 64]),
  ukulele: instrument(58, 88, [67, 60, 64, 69]),
  flute: instrument(58, 98),
  oboe: instrument(57, 93),
  clarinet: instrument(48, 94, [], 2),
  saxophone: instrument(47, 83, [], 9),
  bassoon: instrument(33, 77),
  trumpet: instrument(50, 88, [], 2),
  horn: instrument(33, 79, [], 7),
  trombone: instrument(28, 77),
  tuba: instrument(22, 67),
  piano: instrument(21, 108),
  voice: instrument(38, 86),
} as const satisfies Record<string, Instrument>;

export type InstrumentName = keyof typeof INSTRUMENTS;
export const INSTRUMENT_NAMES = Object.keys(INSTRUMENTS) as InstrumentName[];

const WORDS: Record<Exclude<InstrumentName, "any">, RegExp> = {
  violin: /violin|viulu|fiol|smuik/,
  viola: /viola|alttoviulu|altviolin|altas/,
  cello: /cell|sello|violončel/,
  bass: /double bass|kontrabas|contrabbasso/,
  guitar: /git|kitara|chitarra/,
  ukulele: /ukulel/,
  flute: /flute|flöjt|huilu|flauto|fleit/,
  oboe: /obo/,
  clarinet: /clarin|klarin/,
  saxophone: /sax|saks/,
  bassoon: /bassoon|fagot/,
  trumpet: /trump|tromba$|trimit/,
  horn: /horn|käyrätorvi|corno|valtorn/,
  trombone: /trombon|pasuuna/,
  tuba: /tuba|tūba/,
  piano: /piano|fortepij/,
  voice: /voice|song|sång|laulu|canto|dain/,
};

/** The instrument that a lesson's own words mean; any if they mean none we know. */
export function instrumentOf(words: string): InstrumentName {
  const said = words.toLowerCase().trim();
  if (WORDS.viola.test(said) && !/violin|violoncell|violončel/.test(said.replace("altviolin", "viola")))
    return "viola";
  if (WORDS.cello.test(said)) return "cello";
  for (const name of INSTRUMENT_NAMES) if (name !== "any" && WORDS[name].test(said)) return name;
  return "any";
}
