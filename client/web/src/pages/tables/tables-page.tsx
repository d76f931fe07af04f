/** Tables from and for the school's other systems: tried first, then taken in; and given out. */
import { useSignal } from "@preact/signals";
import { t } from "../../i18n";
import { here, isOne } from "../../session/staff";
import { addressOf, KINDS, type Kind } from "../../session/tables";
import { Select } from "../../ui/kit";
import { Frame } from "../sign-in/frame";
import { Keys } from "./keys";
import { TakeIn } from "./take-in";
import { KIND_NAMES } from "./words";

export function TablesPage() {
  return (
    <Frame page="tables" title={t("tables.title")}>
      <Tables />
    </Frame>
  );
}

/** By table nobody does what they may not do by hand. */
function allowed(kind: Kind): boolean {
  if (kind === "staff") return isOne("admin");
  return kind === "lessons" ? isOne("coordinator") : true;
}

function Tables() {
  const kinds = KINDS.filter(allowed);
  const kind = useSignal<Kind>("pupils");
  return (
    <>
      <p class="lead">{t("tables.lead")}</p>
      <div class="row">
        <Select
          label={t("tables.what")}
          value={kind.value}
          options={kinds.map((id) => ({ id, label: t(KIND_NAMES[id]) }))}
          onValue={(id) => {
            kind.value = id as Kind;
          }}
          testId="kind"
        />
      </div>
      {kind.value !== "hours" && (
        <TakeIn key={`${here()?.municipality.id}-${kind.value}`} kind={kind.value} />
      )}
      <section class="card stack">
        <h2>{t("tables.out")}</h2>
        <p class="soft">{t("tables.out.text")}</p>
        <div class="row">
          {(["csv", "xlsx"] as const).map((format) => (
            <a
              key={format}
              class="button button-quiet button-normal"
              href={addressOf(kind.value, format)}
              download={`klangbro-${kind.value}.${format}`}
              data-testid={`out-${format}`}
            >
              {t("tables.fetch", { format: format.toUpperCase() })}
            </a>
          ))}
        </div>
      </section>
      <Keys key={here()?.municipality.id} />
    </>
  );
}
