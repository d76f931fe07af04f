/** Which language this person reads: chosen once, else what the browser says. */
import { LOCALES, type Locale, preferredLocale, speak } from "../i18n";
import { storage } from "./browser";

const STORED = "klangbro.language";

export async function startLanguage(): Promise<void> {
  const stored = LOCALES.find((known) => known === storage("localStorage")?.getItem(STORED));
  await apply(stored ?? preferredLocale(navigator.languages));
}

export async function chooseLocale(chosen: Locale): Promise<void> {
  storage("localStorage")?.setItem(STORED, chosen);
  await apply(chosen);
}

async function apply(chosen: Locale): Promise<void> {
  await speak(chosen);
  document.documentElement.lang = chosen;
}
