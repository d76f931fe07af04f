/** A keyboard's keys to the other end, and the other's here: two switches, and where it sounds. */
import { figure, t } from "../../../i18n";
import type { LessonSession } from "../../../session/lesson-session";
import { Button, Notice, Select } from "../../../ui/kit";
import { Volume } from "../tools/volume";

const TONE = "";

export function KeyboardTool({ session }: { session: LessonSession }) {
  const { keyboard } = session;
  const observes = session.lesson.value.me?.role === "observer";
  return (
    <>
      <p class="small soft">{t("keyboard.what")}</p>
      {!observes && <Sending session={session} />}
      <Sounding session={session} />
      {keyboard.problem.value && (
        <Notice tone="warn" icon="warning" live testId="keyboard-problem">
          {t(keyboard.problem.value === "missing" ? "keyboard.missing" : "keyboard.refused")}
        </Notice>
      )}
    </>
  );
}

function Sending({ session: { keyboard } }: { session: LessonSession }) {
  const inputs = keyboard.inputs.value;
  return (
    <>
      <Switch
        on={keyboard.sends.value}
        onChange={() => void keyboard.toggleSending()}
        label={t("keyboard.send")}
        testId="keyboard-send"
      />
      {keyboard.sends.value && inputs.length === 0 && (
        <p role="status" data-testid="keyboard-none">
          {t("keyboard.none")}
        </p>
      )}
      {keyboard.sends.value && inputs.length > 0 && (
        <Select
          label={t("keyboard.input")}
          value={keyboard.input.value ?? ""}
          options={inputs.map(({ id, name }) => ({ id, label: name }))}
          onValue={(id) => keyboard.chooseInput(id)}
          testId="keyboard-input"
        />
      )}
    </>
  );
}

function Sounding({ session }: { session: LessonSession }) {
  const { keyboard } = session;
  const { value: delayMs } = keyboard.delayMs;
  const on = keyboard.sounds.value;
  const outputs = keyboard.outputs.value;
  return (
    <>
      <Switch
        on={on}
        onChange={() => keyboard.toggleSounding()}
        label={t("keyboard.hear")}
        testId="keyboard-hear"
      />
      <p role="status" data-testid="keyboard-delay">
        {delayMs === null
          ? t("keyboard.alone")
          : t(on ? "keyboard.delay" : "keyboard.waits", { ms: figure(delayMs) })}
      </p>
      {on && outputs.length === 0 && (
        <Button onClick={() => void keyboard.findPorts()} testId="keyboard-find">
          {t("keyboard.find")}
        </Button>
      )}
      {on && outputs.length > 0 && (
        <Select
          label={t("keyboard.output")}
          value={keyboard.output.value ?? TONE}
          options={[
            { id: TONE, label: t("keyboard.tone") },
            ...outputs.map(({ id, name }) => ({ id, label: name })),
          ]}
          onValue={(id) => keyboard.chooseOutput(id === TONE ? null : id)}
          testId="keyboard-output"
        />
      )}
      {on && keyboard.output.value === null && <Volume session={session} />}
    </>
  );
}

interface SwitchProps {
  on: boolean;
  onChange: () => void;
  label: string;
  testId: string;
}

function Switch({ on, onChange, label, testId }: SwitchProps) {
  return (
    <label class="tone-check">
      {/* Controlled by what became of it: where the browser refuses, it springs back. */}
      <input
        type="checkbox"
        checked={on}
        data-testid={testId}
        onClick={(event) => {
          event.preventDefault();
          setTimeout(onChange);
        }}
      />
      <span>{label}</span>
    </label>
  );
}
