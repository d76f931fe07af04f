/** The profile: what the two are doing, which decides between little delay and safe sound. Teacher only. */
import { PROFILE_NAMES, pageProfile } from "../../core/profiles";
import { figure, type PlainKey, t } from "../../i18n";
import type { ProfileName } from "../../protocol";
import type { LessonSession } from "../../session/lesson-session";
import { Panel } from "../../ui/kit";
import { CompanionPart } from "./companion-part";

export const PROFILE_WORDS: Record<ProfileName, [PlainKey, PlainKey]> = {
  duet: ["profile.duet", "profile.duet.text"],
  balanced: ["profile.balanced", "profile.balanced.text"],
  listen: ["profile.listen", "profile.listen.text"],
  studio: ["profile.studio", "profile.studio.text"],
};

interface Props {
  session: LessonSession;
  onClose: () => void;
}

export function ProfilePanel({ session, onClose }: Props) {
  const chosen = session.lesson.value.profile;
  return (
    <Panel title={t("profile.title")} onClose={onClose} testId="profile-panel">
      <fieldset class="choices">
        <legend class="soft">{t("profile.ask")}</legend>
        {PROFILE_NAMES.map((name) => (
          <label class="choice" key={name} data-chosen={name === chosen}>
            <input
              type="radio"
              name="profile"
              value={name}
              checked={name === chosen}
              onChange={() => session.setProfile(name)}
              data-testid={`profile-${name}`}
            />
            <span>
              <span class="choice-name">{t(PROFILE_WORDS[name][0])}</span>
              <span class="small soft">{t(PROFILE_WORDS[name][1])}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <p class="small soft" data-testid="profile-nearest">
        {nearest(chosen)}
      </p>
      <CompanionPart companion={session.companion} />
    </Panel>
  );
}

/** What this page makes of the profile: a browser cannot do everything a native end can. */
export function nearest(name: ProfileName): string {
  const { ptimeMs, bitrateBps } = pageProfile(name);
  return t("profile.nearest", { ptime: figure(ptimeMs), kbit: figure(bitrateBps / 1000) });
}
