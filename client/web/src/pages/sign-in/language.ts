/** The language that letters to this person are written in: the page's. */
import { locale } from "../../i18n";

export function language(): string {
  return locale.peek();
}
