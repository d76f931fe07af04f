/** A file is tried: its columns, what it would do, which rows are wrong. Then it is taken in. */
import { type Signal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { figure, t } from "../../i18n";
import { choose, type Field, fieldsOf, type Kind, type Taken, take } from "../../session/tables";
import { FileButton } from "../../ui/file-button";
import { Button, Notice, Select } from "../../ui/kit";
import { Problem, useTrying } from "../sign-in/trying";
import { FIELD_NAMES, REASONS } from "./words";

const LISTED = 100;

export function TakeIn({ kind }: { kind: Kind }) {
  const file = useSignal<File | null>(null);
  const fields = useSignal<Field[]>([]);
  const taken = useSignal<Taken | null>(null);
  const { busy, problem, attempt, load } = useTrying();
  useEffect(() => {
    void load(
      () => fieldsOf(kind),
      (found) => {
        fields.value = found;
      },
    );
  }, []);
  const run = async (dryRun: boolean) => {
    if (file.value) taken.value = await take(kind, file.value, dryRun);
  };
  const select = (field: string, column: string) =>
    attempt(async () => {
      await choose(kind, taken.value?.columns ?? {}, field, column);
      await run(true);
    });
  const said = taken.value;
  return (
    <section class="card stack" data-testid="take-in">
      <h2>{t("tables.in")}</h2>
      <p class="soft">{t("tables.in.text")}</p>
      <div class="row">
        <FileButton
          accept=".csv,.xlsx,text/csv"
          onFile={(chosen) => {
            file.value = chosen;
            taken.value = null;
            void attempt(() => run(true));
          }}
          id="table"
          label={t("tables.choose")}
        />
        {file.value && <span class="soft file-name">{file.value.name}</span>}
      </div>
      {busy.value && <p role="status">{t("tables.reading")}</p>}
      <Problem problem={problem.value} />
      {said && <Columns fields={fields} said={said} onChoose={select} />}
      {said && said.missing.length === 0 && <Result said={said} />}
      {said?.dry_run && said.missing.length === 0 && said.added + said.changed > 0 && (
        <div>
          <Button
            kind="primary"
            disabled={busy.value}
            onClick={() => attempt(() => run(false))}
            testId="take-now"
          >
            {t("tables.takeIn", { count: said.added + said.changed })}
          </Button>
        </div>
      )}
    </section>
  );
}

interface ColumnsProps {
  fields: Signal<Field[]>;
  said: Taken;
  onChoose: (field: string, column: string) => void;
}

function Columns({ fields, said, onChoose }: ColumnsProps) {
  return (
    <details open={said.missing.length > 0} data-testid="columns">
      <summary>{t("tables.columns")}</summary>
      {said.missing.length > 0 && <p class="field-error">{t("tables.missing")}</p>}
      <div class="fields">
        {fields.value.map(({ name, required }) => (
          <Select
            key={name}
            label={t(FIELD_NAMES[name] ?? "tables.field.name") + (required ? " *" : "")}
            value={said.columns[name] ?? ""}
            options={[
              { id: "", label: t("tables.noColumn") },
              ...said.header.map((column) => ({ id: column, label: column })),
            ]}
            onValue={(column) => onChoose(name, column)}
            testId={`column-${name}`}
          />
        ))}
      </div>
    </details>
  );
}

function Result({ said }: { said: Taken }) {
  const figures = [
    [t("tables.added"), said.added],
    [t("tables.changed"), said.changed],
    [t("tables.unchanged"), said.unchanged],
    [t("tables.leftOut"), said.fault_rows],
  ] as const;
  const title = said.dry_run ? t("tables.would") : t("tables.done");
  return (
    <>
      <Notice tone={said.dry_run ? "calm" : "good"} live title={title} testId="taken">
        <dl class="counts figures">
          {figures.map(([name, count]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{figure(count)}</dd>
            </div>
          ))}
        </dl>
      </Notice>
      {said.faults.length > 0 && (
        <div class="wide-table">
          <table class="figures" data-testid="faults">
            <caption class="unseen">{t("tables.leftOut")}</caption>
            <thead>
              <tr>
                <th scope="col">{t("tables.row")}</th>
                <th scope="col">{t("tables.column")}</th>
                <th scope="col">{t("tables.why")}</th>
              </tr>
            </thead>
            <tbody>
              {said.faults.slice(0, LISTED).map((fault) => (
                <tr key={`${fault.row}-${fault.column}`}>
                  <td>{fault.row}</td>
                  <td>{fault.column}</td>
                  <td>{t(REASONS[fault.reason] ?? "tables.wrong.missing")}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {said.faults.length > LISTED && <p class="soft">{t("tables.more", { count: LISTED })}</p>}
    </>
  );
}
