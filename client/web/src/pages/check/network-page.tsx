/** Is this network good enough? Half a minute, one plain verdict, and what to hand to the school's IT. */
import { type Signal, useSignal } from "@preact/signals";
import { findings, type Verdict, verdict } from "../../core/reach";
import { type PlainKey, t } from "../../i18n";
import { unixS } from "../../session/browser";
import { heldInvite } from "../../session/invite-store";
import { type Outcome, type Step, tryNetwork } from "../../session/network-trial";
import { CopyButton } from "../../ui/copy-button";
import { Button, Notice, type Tone } from "../../ui/kit";
import { Shell } from "../../ui/shell";
import { findingText } from "./findings";
import { ForPlace } from "./for-place";
import { itText, tripsText } from "./it-text";
import { RoundTrip } from "./round-trip";

const STEPS: Record<Step, PlainKey> = {
  server: "network.step.server",
  socket: "network.step.socket",
  udp: "network.step.udp",
  speed: "network.step.speed",
  sound: "network.step.sound",
};
const VERDICTS: Record<Verdict, [Tone, PlainKey, PlainKey]> = {
  together: ["good", "network.together", "network.together.text"],
  turns: ["good", "network.turns", "network.turns.text"],
  no_udp: ["warn", "network.noUdp", "network.noUdp.text"],
  sound: ["warn", "network.sound", "network.sound.text"],
  web_only: ["calm", "network.webOnly", "network.webOnly.text"],
  blocked: ["bad", "network.blocked", "network.blocked.text"],
  offline: ["bad", "network.offline", "network.offline.text"],
};

export function NetworkPage() {
  const token = heldInvite();
  const step = useSignal<Step | null>(null);
  const outcome = useSignal<Outcome | null>(null);
  const checks = useSignal(0);
  const run = async () => {
    if (step.value) return;
    outcome.value = null;
    step.value = "server";
    outcome.value = await tryNetwork(token, (now) => {
      step.value = now;
    });
    step.value = null;
    // Two at once would measure each other; and where the server is out of reach, nobody keeps anything.
    if (outcome.value.reached.server) checks.value += 1;
  };
  return (
    <Shell page="network" title={t("network.title")} narrow>
      <p class="lead">{t("network.lead")}</p>
      <div class="row">
        <Button
          kind={outcome.value ? "quiet" : "primary"}
          size="large"
          disabled={step.value !== null}
          onClick={run}
          testId="check-network"
        >
          {t(outcome.value ? "network.again" : "network.start")}
        </Button>
        {token && (
          <a class={`button button-large ${outcome.value ? "button-primary" : "button-quiet"}`} href="/join">
            {t("network.back")}
          </a>
        )}
      </div>
      <Progress step={step} token={token} />
      {outcome.value && <Result outcome={outcome.value} invited={token !== null} />}
      {!token && <ForPlace checks={checks.value} />}
      {!token && <RoundTrip />}
    </Shell>
  );
}

function Progress({ step, token }: { step: Signal<Step | null>; token: string | null }) {
  const steps = (Object.keys(STEPS) as Step[]).filter((name) => token || name !== "sound");
  const at = step.value ? steps.indexOf(step.value) : -1;
  return (
    <div role="status" data-testid="network-step">
      {step.value && <p>{t("network.step", { step: t(STEPS[step.value]), at: at + 1, of: steps.length })}</p>}
    </div>
  );
}

function Result({ outcome: { reached, reach }, invited }: { outcome: Outcome; invited: boolean }) {
  const judged = verdict(reached);
  const [tone, title, text] = VERDICTS[judged];
  const found = findings(reached);
  return (
    <section class="stack stack-wide" data-testid="network-result" data-verdict={judged}>
      <Notice tone={tone} live title={t(title)}>
        <p>{t(judged === "web_only" && invited ? "network.webOnly.busy" : text)}</p>
      </Notice>
      {(found.length > 0 || reached.rttMs !== null) && (
        <ul class="found">
          {found.map((finding) => (
            <li key={finding}>{findingText(finding, reached)}</li>
          ))}
          {reached.rttMs !== null && <li>{tripsText(reached)}</li>}
        </ul>
      )}
      <ForIt
        text={itText(reached, reach, {
          origin: location.origin,
          host: location.hostname,
          port: location.port || (location.protocol === "https:" ? "443" : "80"),
          unixS: unixS(),
        })}
        open={judged === "blocked" || judged === "no_udp" || judged === "sound"}
      />
    </section>
  );
}

function ForIt({ text, open }: { text: string; open: boolean }) {
  return (
    <details class="card for-it" open={open} data-testid="for-it">
      <summary>{t("network.forIt")}</summary>
      <div class="stack">
        {/* A field rather than plain text: where the clipboard is forbidden, it can be marked and copied. */}
        <textarea
          class="input for-it-text"
          readOnly
          rows={12}
          aria-label={t("network.forIt")}
          data-testid="it-text"
          value={text}
        />
        <div>
          <CopyButton text={text} testId="copy-it">
            {t("network.copy")}
          </CopyButton>
        </div>
      </div>
    </details>
  );
}
