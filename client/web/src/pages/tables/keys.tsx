/** Keys by which the school's other programs use the API: made, shown once, listed, revoked. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { date, type PlainKey, t } from "../../i18n";
import { askHere, here, isOne } from "../../session/staff";
import { CopyButton } from "../../ui/copy-button";
import { Button, Field, Notice, Select } from "../../ui/kit";
import { Problem, type Trying, useTrying } from "../sign-in/trying";

const SCOPES = {
  read_timetable: "keys.readTimetable",
  read_tables: "keys.readTables",
  import_pupils: "keys.importPupils",
  import_guardians: "keys.importGuardians",
  import_lessons: "keys.importLessons",
  import_staff: "keys.importStaff",
  read_readiness: "keys.readReadiness",
  read_settlement: "keys.readSettlement",
} satisfies Record<string, PlainKey>;
type Scope = keyof typeof SCOPES;
const DAYS: Record<string, PlainKey> = { "30": "keys.in30", "180": "keys.in180", "365": "keys.in365" };

interface Key {
  id: string;
  name: string;
  scopes: Scope[];
  expires_at: string;
  used_at: string | null;
}

/** What one may do oneself; a key may no more. */
function allowed(scope: Scope): boolean {
  if (scope === "import_staff") return isOne("admin");
  return scope === "import_lessons" ? isOne("coordinator") : true;
}

export function Keys() {
  const keys = useSignal<Key[] | null>(null);
  const making = useSignal(false);
  const secret = useSignal<string | null>(null);
  const trying = useTrying();
  const load = () =>
    trying.load(
      () => askHere<{ keys: Key[] }>("GET", "/api-keys"),
      (found) => {
        keys.value = found.keys;
      },
    );
  useEffect(() => {
    void load();
  }, [here()?.municipality.id]);
  return (
    <section class="card stack" data-testid="api-keys">
      <h2>{t("keys.title")}</h2>
      <p class="soft">{t("keys.text")}</p>
      <Problem problem={trying.problem.value} />
      <ul class="plain-list stack">
        {keys.value?.map((one) => (
          <KeyRow key={one.id} found={one} trying={trying} onChange={load} />
        ))}
      </ul>
      {secret.value && (
        <Notice tone="good" live title={t("keys.made")} testId="key-made">
          <div class="row">
            <code class="grow key-secret" data-testid="key-secret">
              {secret.value}
            </code>
            <CopyButton size="small" text={secret.value}>
              {t("network.copy")}
            </CopyButton>
          </div>
        </Notice>
      )}
      {making.value ? (
        <NewKey
          trying={trying}
          onMade={(told) => {
            secret.value = told;
            making.value = false;
            void load();
          }}
        />
      ) : (
        <div>
          <Button
            onClick={() => {
              making.value = true;
              secret.value = null;
            }}
            testId="new-key"
          >
            {t("keys.new")}
          </Button>
        </div>
      )}
    </section>
  );
}

function KeyRow({ found, trying, onChange }: { found: Key; trying: Trying; onChange: () => void }) {
  const day = (at: string) => date(Date.parse(at) / 1000);
  const sure = useSignal(false);
  const revoke = () =>
    trying.attempt(async () => {
      await askHere("DELETE", `/api-keys/${found.id}`);
      onChange();
    });
  if (sure.value) {
    return (
      <li>
        <Notice tone="warn" title={t("keys.sure", { name: found.name })}>
          <div class="row">
            <Button size="small" onClick={revoke} testId="revoke-sure">
              {t("keys.revoke")}
            </Button>
            <Button
              size="small"
              kind="plain"
              onClick={() => {
                sure.value = false;
              }}
            >
              {t("close")}
            </Button>
          </div>
        </Notice>
      </li>
    );
  }
  return (
    <li class="row" data-testid="api-key">
      <div class="grow">
        <strong>{found.name}</strong>
        <p class="small soft">
          {found.scopes.map((scope) => t(SCOPES[scope])).join(", ")}
          <br />
          {t("keys.until", { day: day(found.expires_at) })} ·{" "}
          {found.used_at ? t("keys.used", { day: day(found.used_at) }) : t("keys.unused")}
        </p>
      </div>
      <Button
        size="small"
        onClick={() => {
          sure.value = true;
        }}
        testId="revoke-key"
      >
        {t("keys.revoke")}
      </Button>
    </li>
  );
}

function NewKey({ trying, onMade }: { trying: Trying; onMade: (secret: string) => void }) {
  const name = useSignal("");
  const scopes = useSignal<Scope[]>([]);
  const days = useSignal("180");
  const ready = name.value.trim() !== "" && scopes.value.length > 0;
  const make = (event: Event) => {
    event.preventDefault();
    if (!ready) return;
    void trying.attempt(async () => {
      const asked = { name: name.value.trim(), scopes: scopes.value, days: Number(days.value) };
      onMade((await askHere<{ secret: string }>("POST", "/api-keys", asked)).secret);
    });
  };
  return (
    <form class="stack" onSubmit={make} noValidate>
      <Field
        label={t("keys.name")}
        name="key-name"
        value={name.value}
        maxLength={80}
        onValue={(typed) => {
          name.value = typed;
        }}
        testId="key-name"
      />
      <fieldset class="choices">
        <legend class="field-label">{t("keys.may")}</legend>
        {(Object.keys(SCOPES) as Scope[]).filter(allowed).map((scope) => (
          <label key={scope} class="choice">
            <input
              type="checkbox"
              checked={scopes.value.includes(scope)}
              onChange={(event) => {
                const others = scopes.value.filter((one) => one !== scope);
                scopes.value = event.currentTarget.checked ? [...others, scope] : others;
              }}
              data-testid={`scope-${scope}`}
            />{" "}
            {t(SCOPES[scope])}
          </label>
        ))}
      </fieldset>
      <div class="fields">
        <Select
          label={t("keys.days")}
          value={days.value}
          options={Object.entries(DAYS).map(([id, words]) => ({ id, label: t(words) }))}
          onValue={(id) => {
            days.value = id;
          }}
        />
        <Button kind="primary" type="submit" disabled={!ready} testId="make-key">
          {t("keys.make")}
        </Button>
      </div>
    </form>
  );
}
