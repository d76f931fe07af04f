/** Words in five languages: the catalogue of the chosen one is loaded, the others stay on the server. */
import { i18n, type Messages } from "@lingui/core";
import { signal } from "@preact/signals";
import type { Catalogue } from "./generated/keys";

export const LOCALES = ["sv", "fi", "en", "it", "lt"] as const;
export type Locale = (typeof LOCALES)[number];
export const LOCALE_NAMES: Record<Locale, string> = {
  sv: "Svenska",
  fi: "Suomi",
  en: "English",
  it: "Italiano",
  lt: "Lietuvių",
};

export type MessageKey = keyof Catalogue;
/** Keys whose message takes no values: what a table of words may hold. */
export type PlainKey = { [K in MessageKey]: Catalogue[K] extends null ? K : never }[MessageKey];

const loaders: Record<Locale, () => Promise<{ messages: Messages }>> = {
  sv: () => import("./generated/sv"),
  fi: () => import("./generated/fi"),
  en: () => import("./generated/en"),
  it: () => import("./generated/it"),
  lt: () => import("./generated/lt"),
};

export const locale = signal<Locale>("en");

/** The first of the person's languages that we speak; English if none. */
export function preferredLocale(languages: readonly string[]): Locale {
  for (const language of languages) {
    const base = language.toLowerCase().split("-")[0];
    const known = LOCALES.find((candidate) => candidate === base);
    if (known) return known;
  }
  return "en";
}

export async function speak(chosen: Locale): Promise<void> {
  const { messages } = await loaders[chosen]();
  i18n.load(chosen, messages);
  i18n.activate(chosen);
  locale.value = chosen;
}

/** The message in the chosen language. Read inside a component, it follows a change of language. */
export function t<K extends MessageKey>(
  key: K,
  ...values: Catalogue[K] extends null ? [] : [Catalogue[K]]
): string {
  // Reading the signal is what makes a component render again when the language changes.
  void locale.value;
  return i18n._(key, values[0] ?? {});
}

/** A figure without needless decimals, as this language writes it. */
export function figure(value: number, digits = 0): string {
  return new Intl.NumberFormat(locale.value, {
    maximumFractionDigits: digits,
    minimumFractionDigits: digits,
  }).format(value);
}

export function time(unixS: number): string {
  return new Intl.DateTimeFormat(locale.value, { timeStyle: "short" }).format(unixS * 1000);
}

export function date(unixS: number): string {
  return new Intl.DateTimeFormat(locale.value, { dateStyle: "long" }).format(unixS * 1000);
}

export function dateTime(unixS: number): string {
  return new Intl.DateTimeFormat(locale.value, { dateStyle: "long", timeStyle: "short" }).format(
    unixS * 1000,
  );
}
