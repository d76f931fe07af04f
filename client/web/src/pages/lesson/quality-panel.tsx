/** The line's parts: both directions, each figure with its unit, and the devices they run through. */
import { Fragment } from "preact";
import { skewIsSeen } from "../../core/advice";
import type { Quality } from "../../core/quality";
import { figure, t } from "../../i18n";
import type { FarEnd } from "../../session/far-end";
import type { LessonSession } from "../../session/lesson-session";
import { Panel } from "../../ui/kit";
import { DeviceSelect } from "../join/steps";
import { AdviceWhy } from "./advice-why";
import { nearest, PROFILE_WORDS } from "./profile-panel";
import { History } from "./quality-history";

interface Props {
  session: LessonSession;
  onClose: () => void;
}

export function QualityPanel({ session, onClose }: Props) {
  const { profile } = session.lesson.value;
  return (
    <Panel title={t("parts.title")} onClose={onClose} testId="quality-panel">
      {session.far.value.map((end) => (
        <Fragment key={end.participant.id}>
          <Parts end={end} quality={session.quality.value.get(end.participant.id) ?? null} />
          <History session={session} participant={end.participant.id} />
        </Fragment>
      ))}
      <AdviceWhy />
      <section class="stack-tight">
        <h3>{t("toolbar.profile")}</h3>
        <p>{t(PROFILE_WORDS[profile][0])}</p>
        <p class="small soft">{nearest(profile)}</p>
      </section>
      <section class="stack-tight">
        <h3>{t("parts.devices")}</h3>
        <div class="stack">
          <DeviceSelect devices={session.devices} kind="audio" label="device.microphone" />
          <DeviceSelect devices={session.devices} kind="output" label="device.output" />
          <DeviceSelect devices={session.devices} kind="video" label="device.camera" />
        </div>
      </section>
    </Panel>
  );
}

function Parts({ end, quality }: { end: FarEnd; quality: Quality | null }) {
  const { name } = end.participant;
  if (!quality) return <p class="soft">{t("quality.measuring")}</p>;
  const { mine, theirs } = quality;
  return (
    <>
      <Figures
        title={t("parts.youHear", { name })}
        rows={[
          [t("parts.mouthToEar"), withBound(mine?.mouthToEarMs, mine?.boundMs), "mouth-to-ear"],
          [t("parts.rtt"), ms(quality.rttMs), "rtt"],
          [t("parts.playout"), ms(mine?.playoutMs), "playout"],
          [t("parts.output"), ms(quality.outputMs), "output"],
          [t("parts.concealed"), percent(mine?.concealedPct), "concealed"],
          [t("parts.loss"), percent(mine?.lossPct), "loss"],
          [t("parts.picture"), ms(quality.pictureDelayMs), "picture-delay"],
          [t("parts.skew"), skewWords(quality.skewMs), "skew"],
          [t("parts.path"), t(quality.relayed ? "parts.relayed" : "parts.direct"), "path"],
        ]}
      />
      {mine?.method && (
        <p class="small soft">{t(mine.method === "measured" ? "parts.measured" : "parts.estimated")}</p>
      )}
      {quality.relayed && (
        <p class="small soft" data-testid="relay-cost">
          {t(quality.relayOnly ? "parts.relayProtects" : "parts.relayCost")}
        </p>
      )}
      <Figures
        title={t("parts.hearsYou", { name })}
        rows={[
          [t("parts.mouthToEar"), withBound(theirs?.mouth_to_ear_ms, theirs?.bound_ms), "their-mouth-to-ear"],
          [t("parts.playout"), ms(theirs?.playout_ms), "their-playout"],
          [t("parts.concealed"), percent(theirs?.concealed_pct), "their-concealed"],
          [t("parts.loss"), percent(theirs?.loss_pct), "their-loss"],
          [t("parts.picture"), ms(theirs?.picture_delay_ms), "their-picture-delay"],
        ]}
      />
    </>
  );
}

function Figures({ title, rows }: { title: string; rows: [label: string, value: string, testId: string][] }) {
  return (
    <section class="stack-tight">
      <h3>{title}</h3>
      <dl class="figures">
        {rows.map(([label, value, testId]) => (
          <div key={testId}>
            <dt>{label}</dt>
            <dd data-testid={`figure-${testId}`}>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

type Maybe = number | null | undefined;

function ms(value: Maybe): string {
  return value === null || value === undefined ? t("parts.unknown") : t("unit.ms", { value: figure(value) });
}

/** Which of the two comes first, and whether one sees it. */
function skewWords(skew: number | null): string {
  if (skew === null) return t("parts.unknown");
  const value = { value: figure(Math.abs(skew)) };
  if (!skewIsSeen(skew)) return t("parts.skew.none", value);
  return skew > 0 ? t("parts.skew.picture", value) : t("parts.skew.sound", value);
}

function percent(value: Maybe): string {
  return value === null || value === undefined
    ? t("parts.unknown")
    : t("unit.percent", { value: figure(value, 1) });
}

/** An estimate names its error: two clocks cannot know how a round trip is shared. */
function withBound(value: Maybe, bound: Maybe): string {
  if (value === null || value === undefined || bound === null || bound === undefined) return ms(value);
  return t("unit.msBound", { value: figure(value), bound: figure(Math.max(1, bound)) });
}
