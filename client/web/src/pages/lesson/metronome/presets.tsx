/** A teacher's own tempos, kept by name in this browser for the next lesson. */
import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import {
  keepPresets,
  MOST_LETTERS,
  type Preset,
  readPresets,
  withoutPreset,
  withPreset,
} from "../../../core/presets";
import { figure, t } from "../../../i18n";
import { storage } from "../../../session/browser";
import type { LessonSession } from "../../../session/lesson-session";
import { Button, Field } from "../../../ui/kit";

export function Presets({ session }: { session: LessonSession }) {
  const { tools } = session;
  const drawer = useMemo(() => storage("localStorage"), []);
  const presets = useSignal<readonly Preset[]>(useMemo(() => readPresets(drawer), [drawer]));
  const name = useSignal("");
  const problem = useSignal<string | null>(null);

  const change = (next: readonly Preset[]) => {
    presets.value = next;
    problem.value = keepPresets(drawer, next) ? null : t("presets.notKept");
  };
  const keep = (event: Event) => {
    event.preventDefault();
    const click = { ...tools.metronome.peek(), tempo_bpm: tools.tempo.peek() };
    const next = withPreset(presets.peek(), name.peek(), click);
    if (!next) {
      problem.value = t(name.peek().trim() === "" ? "presets.noName" : "presets.full");
      return;
    }
    change(next);
    name.value = "";
  };

  return (
    <details class="help" data-testid="presets">
      <summary>{t("presets.title")}</summary>
      <div class="stack">
        {presets.value.length > 0 && (
          <ul class="plain-list stack-tight">
            {presets.value.map((preset) => (
              <Kept
                key={preset.name}
                preset={preset}
                onUse={() => {
                  const { tempo_bpm, accents, subdivision } = preset;
                  tools.setMetronome({ tempo_bpm, accents, subdivision });
                }}
                onDrop={() => change(withoutPreset(presets.peek(), preset.name))}
              />
            ))}
          </ul>
        )}
        <form class="stack-tight" onSubmit={keep}>
          <Field
            label={t("presets.name")}
            hint={t("presets.here")}
            error={problem.value}
            value={name.value}
            onValue={(next) => {
              name.value = next;
              problem.value = null;
            }}
            name="preset"
            maxLength={MOST_LETTERS}
            testId="preset-name"
          />
          <Button type="submit" testId="preset-keep">
            {t("presets.keep", { bpm: figure(tools.tempo.value) })}
          </Button>
        </form>
      </div>
    </details>
  );
}

interface KeptProps {
  preset: Preset;
  onUse: () => void;
  onDrop: () => void;
}

function Kept({ preset: { name, tempo_bpm, accents }, onUse, onDrop }: KeptProps) {
  return (
    <li class="preset" data-testid="preset">
      <button type="button" class="button button-quiet button-normal preset-use" onClick={onUse}>
        <span class="preset-name">{name}</span>
        <span class="small soft">{t("presets.what", { bpm: figure(tempo_bpm), beats: accents.length })}</span>
      </button>
      <Button size="small" kind="danger" aria-label={t("presets.drop.name", { name })} onClick={onDrop}>
        {t("presets.drop")}
      </Button>
    </li>
  );
}
