/**
 * What a page plays to find out what a microphone's side does to sound, and when.
 *
 * Syllables (a voice's harmonics below 3.5 kHz) and breath (noise of 4.5-7 kHz) in four parts. First the
 * breath comes as consonants, short bursts that noise suppression lets pass; then, just as loud, without an
 * end, which it takes away. Then the syllables become soft, and loud again: gain control pulls the two
 * together. What cancels echoes lets the first syllables through and nothing after. Each is compared with
 * what the same microphone heard a moment before, so that loudness, distance and the room drop out.
 */
export interface Span {
  fromS: number;
  toS: number;
}

export const VOICE_HZ = { low: 300, high: 3500 };
export const BREATH_HZ = { low: 4500, high: 7000 };
/** How much softer the soft syllables are, dB. */
export const STEP_DB = 18;
export const WORDS: Span = { fromS: 0.6, toS: 3.1 };
export const STEADY: Span = { fromS: 3.1, toS: 9.4 };
/** Breath alone: beside syllables a suppressor is slow to believe that it is noise. */
export const REST: Span = { fromS: 4, toS: 8.1 };
export const SOFT: Span = { fromS: 9.6, toS: 13.6 };
export const AGAIN: Span = { fromS: 13.6, toS: 16.1 };
export const PLAYS_S = 16.3;

const SYLLABLE_S = 0.24;
const CONSONANT_S = 0.07;
/** No two gaps in a row alike, so that the pattern fits at one place alone. */
const GAPS_S = [0.17, 0.24, 0.14, 0.29, 0.2, 0.12, 0.26];

function syllables(): Span[] {
  const spans: Span[] = [];
  let at = WORDS.fromS + CONSONANT_S + 0.01;
  for (let index = 0; at + SYLLABLE_S < AGAIN.toS; index += 1) {
    const span = { fromS: at, toS: at + SYLLABLE_S };
    if (span.toS <= REST.fromS || span.fromS >= REST.toS) spans.push(span);
    at += SYLLABLE_S + (GAPS_S[index % GAPS_S.length] ?? 0.2);
  }
  return spans;
}

export const SYLLABLES: readonly Span[] = syllables();

/** Those of a part that lie in it whole. */
export function within(part: Span): Span[] {
  return SYLLABLES.filter(({ fromS, toS }) => fromS >= part.fromS && toS <= part.toS);
}

/** One before each syllable of the first part. */
export const CONSONANTS: readonly Span[] = within(WORDS).map(({ fromS }) => ({
  fromS: fromS - CONSONANT_S - 0.005,
  toS: fromS - 0.005,
}));

export function isSoft({ fromS, toS }: Span): boolean {
  return toS > SOFT.fromS && fromS < SOFT.toS;
}
