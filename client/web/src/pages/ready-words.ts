/** The ready-made words of a teacher to those at the door, in each page's own language. */
import { type PlainKey, t } from "../i18n";
import type { ReadyWord } from "../protocol";

export const READY_WORDS: Record<ReadyWord, PlainKey> = {
  soon: "word.soon",
  five_minutes: "word.five",
  ten_minutes: "word.ten",
  tune: "word.tune",
  late: "word.late",
};

/** What stands at the door; null: nothing was said. */
export function saidAtDoor({ ready, text }: { ready: ReadyWord | null; text: string }): string | null {
  return ready ? t(READY_WORDS[ready]) : text || null;
}
