/** What is wrong with places, from where on to warn, and who is written to. */
import { type Signal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { dateTime, figure, locale, type PlainKey, t } from "../../i18n";
import { askHere, here } from "../../session/staff";
import { Button, Field, Notice } from "../../ui/kit";
import { Problem, useTrying } from "../sign-in/trying";
import { decimals, type Kind } from "./decimals";
import { PROFILES } from "./words";

interface Warning {
  place: string;
  name: string;
  kind: Kind;
  profile: string;
  since_s: number;
  value: number;
  usual: number;
}
interface Limits {
  duet_ms: number;
  balanced_ms: number;
  lost_pct: number;
  silent_h: number;
}
interface Told {
  warnings: Warning[];
  limits: Limits;
}
interface Letters {
  language: string | null;
  names: string[];
  mail: boolean;
}

/** `told` changes when something was measured meanwhile. */
export function Watch({ keeps, told }: { keeps: boolean; told: number }) {
  const found = useSignal<Told | null>(null);
  const trying = useTrying();
  useEffect(() => {
    void trying.load(
      () => askHere<Told>("GET", "/readiness/warnings"),
      (now) => {
        found.value = now;
      },
    );
  }, [here()?.municipality.id, told]);
  const warnings = found.value?.warnings ?? [];
  return (
    <>
      <Problem problem={trying.problem.value} />
      {warnings.length > 0 && (
        <Notice tone="warn" title={t("places.warn")} testId="place-warnings">
          <ul class="found">
            {warnings.map((one) => (
              <li key={`${one.place} ${one.kind} ${one.profile}`}>
                {sentence(one)}{" "}
                <span class="small soft">{t("places.warn.since", { when: dateTime(one.since_s) })}</span>
              </li>
            ))}
          </ul>
        </Notice>
      )}
      <details class="card" data-testid="watch">
        <summary>{t("places.limits")}</summary>
        <div class="stack">
          <p class="small soft">{t("places.limits.lead")}</p>
          <WrittenTo />
          {keeps && found.value && (
            <LimitsForm key={here()?.municipality.id} limits={found.value.limits} found={found} />
          )}
        </div>
      </details>
    </>
  );
}

const MEASURED = {
  late: "places.warn.late",
  lost: "places.warn.lost",
  worse: "places.warn.worse",
} as const;

function sentence(one: Warning): string {
  const { name, kind, profile, value, usual } = one;
  const key: PlainKey | undefined = PROFILES[profile];
  const digits = decimals(one);
  const said = { name, value: figure(value, digits), usual: figure(usual, digits) };
  if (kind === "silent") return t("places.warn.silent", { name, value: Math.round(value) });
  if (kind === "blocked") return t("places.warn.blocked", { name, value: figure(value) });
  return t(MEASURED[kind], { ...said, profile: key ? t(key) : profile });
}

function WrittenTo() {
  const letters = useSignal<Letters | null>(null);
  const trying = useTrying();
  const load = () =>
    trying.load(
      () => askHere<Letters>("GET", "/readiness/letters"),
      (now) => {
        letters.value = now;
      },
    );
  useEffect(() => {
    void load();
  }, [here()?.municipality.id]);
  const turn = () =>
    trying.attempt(async () => {
      if (letters.value?.language) await askHere("DELETE", "/readiness/letters");
      else await askHere("PUT", "/readiness/letters", { language: locale.value });
      await load();
    });
  const now = letters.value;
  if (!now) return <Problem problem={trying.problem.value} />;
  return (
    <div class="stack-tight">
      <Problem problem={trying.problem.value} />
      <p role="status" data-testid="written-to">
        {now.names.length > 0
          ? t("places.letters.who", { names: now.names.join(", ") })
          : t("places.letters.nobody")}
      </p>
      {!now.mail && <p class="small soft">{t("places.letters.noMail")}</p>}
      {(now.mail || now.language) && (
        <div>
          <Button onClick={turn} testId="letters">
            {t(now.language ? "places.letters.stop" : "places.letters.ask")}
          </Button>
        </div>
      )}
    </div>
  );
}

const NAMES = ["duet_ms", "balanced_ms", "lost_pct", "silent_h"] as const;

function LimitsForm({ limits, found }: { limits: Limits; found: Signal<Told | null> }) {
  const written = useSignal(Object.fromEntries(NAMES.map((name) => [name, String(limits[name])])));
  const saved = useSignal(false);
  const { problem, attempt } = useTrying();
  const number = (name: string) => Number((written.value[name] ?? "").trim().replace(",", ".") || Number.NaN);
  const wrong = (name: string) => !(number(name) > 0);
  const save = (event: Event) => {
    event.preventDefault();
    saved.value = false;
    if (NAMES.some(wrong)) return;
    void attempt(async () => {
      const body = Object.fromEntries(NAMES.map((name) => [name, number(name)]));
      found.value = await askHere<Told>("PUT", "/readiness/limits", {
        ...body,
        silent_h: Math.round(number("silent_h")),
      });
      saved.value = true;
    });
  };
  const labels = {
    duet_ms: t("places.limits.late", { profile: t("profile.duet") }),
    balanced_ms: t("places.limits.late", { profile: t("profile.balanced") }),
    lost_pct: t("places.limits.lost"),
    silent_h: t("places.limits.silent"),
  };
  return (
    <form class="stack" onSubmit={save}>
      <div class="row offer">
        {NAMES.map((name) => (
          <Field
            key={name}
            label={labels[name]}
            value={written.value[name] ?? ""}
            onValue={(value) => {
              written.value = { ...written.value, [name]: value };
              saved.value = false;
            }}
            error={wrong(name) ? t("places.limits.wrong") : null}
            name={name}
            maxLength={8}
            testId={`limit-${name}`}
          />
        ))}
        <Button type="submit" testId="save-limits">
          {t("places.limits.save")}
        </Button>
      </div>
      <Problem problem={problem.value} />
      <p role="status">{saved.value && t("places.limits.saved")}</p>
    </form>
  );
}
