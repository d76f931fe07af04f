/** The doctor's sentences by the names the server gives them; one it does not know stays in its own words. */
import { i18n } from "@lingui/core";
import { locale, type MessageKey } from "../../i18n";

const SAID = [
  "doctor.said.no_database",
  "doctor.said.database_silent",
  "doctor.said.database_damaged",
  "doctor.said.database_good",
  "doctor.said.database_empty",
  "doctor.said.schema_good",
  "doctor.said.schema_earlier",
  "doctor.said.schema_later",
  "doctor.said.proxy",
  "doctor.said.no_https",
  "doctor.said.no_certificate",
  "doctor.said.certificate_over",
  "doctor.said.certificate_names",
  "doctor.said.certificate_soon",
  "doctor.said.certificate_own",
  "doctor.said.certificate_good",
  "doctor.said.no_relay",
  "doctor.said.relay_refused",
  "doctor.said.relay_silent",
  "doctor.said.relay_unreachable",
  "doctor.said.relay_tls",
  "doctor.said.relay_open",
  "doctor.said.relay_good",
  "doctor.said.relay_no_tls",
  "doctor.said.disk_full",
  "doctor.said.disk_little",
  "doctor.said.disk_good",
  "doctor.said.clock_unknown",
  "doctor.said.clock_wrong",
  "doctor.said.clock_good",
  "doctor.said.versions_old",
  "doctor.said.versions_good",
  "doctor.said.erasures_none",
  "doctor.said.erasures_missing",
  "doctor.said.erasures_unmade",
  "doctor.said.erasures_anew",
  "doctor.said.erasures_undone",
  "doctor.said.erasures_local",
  "doctor.said.erasures_good",
] as const satisfies readonly MessageKey[];

const DO = [
  "doctor.do.no_database",
  "doctor.do.database_silent",
  "doctor.do.database_damaged",
  "doctor.do.database_empty",
  "doctor.do.schema_earlier",
  "doctor.do.schema_later",
  "doctor.do.no_https",
  "doctor.do.certificate_over",
  "doctor.do.certificate_names",
  "doctor.do.certificate_soon",
  "doctor.do.certificate_own",
  "doctor.do.no_relay",
  "doctor.do.relay_refused",
  "doctor.do.relay_silent",
  "doctor.do.relay_unreachable",
  "doctor.do.relay_tls",
  "doctor.do.relay_open",
  "doctor.do.relay_no_tls",
  "doctor.do.disk_full",
  "doctor.do.disk_little",
  "doctor.do.clock_unknown",
  "doctor.do.clock_wrong",
  "doctor.do.versions_old",
  "doctor.do.erasures_missing",
  "doctor.do.erasures_unmade",
  "doctor.do.erasures_anew",
  "doctor.do.erasures_undone",
  "doctor.do.erasures_local",
] as const satisfies readonly MessageKey[];

type Values = Record<string, string>;

/** What is so, in the chosen language; null where there are no words for it. */
export const said = (name: string, values: Values) => words(SAID, `doctor.said.${name}`, values);

/** What to do about it. */
export const remedy = (name: string, values: Values) => words(DO, `doctor.do.${name}`, values);

function words(keys: readonly MessageKey[], wanted: string, values: Values): string | null {
  // Reading the signal is what makes a component render again when the language changes.
  void locale.value;
  const key = keys.find((one) => one === wanted);
  return key ? i18n._(key, values) : null;
}
