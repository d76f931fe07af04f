/** Notes as this language calls them: H or B, Do or C. */
import { octaveOf, stepOf } from "../../../core/notes";
import { t } from "../../../i18n";

export function noteName(midi: number): string {
  return t("notes").split(" ")[stepOf(midi)] ?? "";
}

export function fullName(midi: number): string {
  return `${noteName(midi)} ${octaveOf(midi)}`;
}
