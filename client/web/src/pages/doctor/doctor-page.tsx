/** Is everything a lesson needs in order? The server examines itself; each note says what to do. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { type PlainKey, t } from "../../i18n";
import { askHere, type Finding, here } from "../../session/staff";
import { Button, Notice, type Tone } from "../../ui/kit";
import { Frame } from "../sign-in/frame";
import { Problem, useTrying } from "../sign-in/trying";
import { remedy, said } from "./sayings";

const TONES: Record<Finding["verdict"], Tone> = { good: "good", warning: "warn", bad: "bad" };
const VERDICTS: Record<Finding["verdict"], PlainKey> = {
  good: "doctor.good",
  warning: "doctor.warning",
  bad: "doctor.bad",
};
const CHECKS: Record<string, PlainKey> = {
  database: "doctor.check.database",
  migrations: "doctor.check.migrations",
  tls: "doctor.check.tls",
  turn: "doctor.check.turn",
  clock: "doctor.check.clock",
  disk: "doctor.check.disk",
  erasures: "doctor.check.erasures",
  versions: "doctor.check.versions",
};
const FIRST: Finding["verdict"][] = ["bad", "warning", "good"];

export function DoctorPage() {
  return (
    <Frame page="doctor" title={t("doctor.title")}>
      <Findings />
    </Frame>
  );
}

/** In the chosen language, or as the server's own error puts it. */
function Words({ known, plain, soft = false }: { known: string | null; plain: string; soft?: boolean }) {
  if (!known && !plain) return null;
  return (
    <p lang={known ? undefined : "en"} class={soft ? "soft" : undefined}>
      {known ?? plain}
    </p>
  );
}

function Findings() {
  const findings = useSignal<Finding[] | null>(null);
  const { busy, problem, attempt } = useTrying();
  const examine = () =>
    attempt(async () => {
      findings.value = (await askHere<{ findings: Finding[] }>("GET", "/doctor")).findings;
    });
  useEffect(() => {
    void examine();
  }, [here()?.municipality.id]);
  const worst = FIRST.find((verdict) => findings.value?.some((one) => one.verdict === verdict)) ?? "good";
  const sorted = [...(findings.value ?? [])].sort(
    (one, other) => FIRST.indexOf(one.verdict) - FIRST.indexOf(other.verdict),
  );
  return (
    <>
      <p class="lead" role="status" data-testid="verdict">
        {findings.value ? t(VERDICTS[worst]) : busy.value ? t("doctor.looking") : ""}
      </p>
      <Problem problem={problem.value} />
      {findings.value && (
        <ul class="plain-list" data-testid="findings">
          {sorted.map((one) => (
            <li key={`${one.check}-${one.text}`}>
              <Notice tone={TONES[one.verdict]} title={checkName(one.check)}>
                <Words known={said(one.said, one.values)} plain={one.text} />
                <Words known={remedy(one.said, one.values)} plain={one.remedy} soft />
              </Notice>
            </li>
          ))}
        </ul>
      )}
      <div>
        <Button onClick={examine} disabled={busy.value} testId="again">
          {t("doctor.again")}
        </Button>
      </div>
    </>
  );
}

function checkName(check: string): string {
  const known = CHECKS[check];
  return known ? t(known) : check;
}
