/** What is shown, as a file: CSV and JSON with the exact figures. */
import { t } from "../../i18n";
import { Button } from "../../ui/kit";
import { csvOf } from "./weeks";

export type Rows = readonly Readonly<Record<string, string | number | null>>[];

export function Export({ rows, name }: { rows: Rows; name: string }) {
  return (
    <div class="row">
      <Button onClick={() => save(`${name}.csv`, "text/csv", csvOf(rows))} testId={`csv-${name}`}>
        {t("hours.table")}
      </Button>
      <Button
        onClick={() => save(`${name}.json`, "application/json", JSON.stringify(rows, null, 1))}
        testId={`json-${name}`}
      >
        JSON
      </Button>
    </div>
  );
}

function save(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken it by then.
  setTimeout(() => URL.revokeObjectURL(url), 0);
}
