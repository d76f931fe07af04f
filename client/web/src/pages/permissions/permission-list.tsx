/** What somebody permits, purpose by purpose, and the buttons to permit it or take it back. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { date, type PlainKey, t } from "../../i18n";
import {
  listPermissions,
  type Permission,
  type Purpose,
  permit,
  type Whose,
  withdraw,
} from "../../session/permissions";
import { Button, Select } from "../../ui/kit";
import { Problem, useTrying } from "../sign-in/trying";

const PURPOSE_NAMES: Record<Purpose, [PlainKey, PlainKey]> = {
  recording: ["permit.recording", "permit.recordingText"],
  picture: ["permit.picture", "permit.pictureText"],
  clips: ["permit.clips", "permit.clipsText"],
  sharing: ["permit.sharing", "permit.sharingText"],
};

/** Somebody whose word counts for the person in question. */
export interface Giver {
  id: string;
  name: string;
}

export interface PermissionListProps {
  whose: Whose;
  /** Empty where nobody may permit anything yet. */
  givers: Giver[];
}

type Span = "always" | "year";

export function PermissionList({ whose, givers }: PermissionListProps) {
  const permissions = useSignal<Permission[] | null>(null);
  const span = useSignal<Span>("year");
  const giver = useSignal(givers[0]?.id ?? "");
  const { busy, problem, attempt, load } = useTrying();
  const look = () =>
    load(
      () => listPermissions(whose),
      (found) => {
        permissions.value = found;
      },
    );
  useEffect(() => {
    void look();
  }, [whose.municipality, whose.person]);
  const give = (purpose: Purpose) =>
    attempt(async () => {
      await permit(whose, purpose, giver.value, span.value === "year");
      await look();
    });
  const takeBack = ({ purpose, given_by }: Permission) =>
    attempt(async () => {
      const known = givers.some(({ id }) => id === given_by);
      await withdraw(whose, purpose, known && given_by ? given_by : giver.value);
      await look();
    });
  return (
    <div class="stack" data-testid="permissions">
      {givers.length === 0 && <p class="soft">{t("permit.nobody")}</p>}
      <ul class="plain-list">
        {permissions.value?.map((one) => (
          <li key={one.purpose} class="row permission" data-testid={`permission-${one.purpose}`}>
            <div class="grow permission-text">
              <strong>{t(PURPOSE_NAMES[one.purpose][0])}</strong>
              <p class="small soft">{t(PURPOSE_NAMES[one.purpose][1])}</p>
              <p class="small">{standing(one, givers)}</p>
            </div>
            {givers.length > 0 && (
              <Button
                size="small"
                disabled={busy.value}
                aria-label={`${one.granted ? t("permit.withdraw") : t("permit.give")}: ${t(PURPOSE_NAMES[one.purpose][0])}`}
                onClick={() => (one.granted ? takeBack(one) : give(one.purpose))}
                testId={one.granted ? "withdraw" : "permit"}
              >
                {one.granted ? t("permit.withdraw") : t("permit.give")}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {givers.length > 0 && (
        <div class="row permission-span">
          {givers.length > 1 && (
            <Select
              label={t("permit.whose")}
              value={giver.value}
              options={givers.map(({ id, name }) => ({ id, label: name }))}
              onValue={(chosen) => {
                giver.value = chosen;
              }}
              testId="giver"
            />
          )}
          <Select
            label={t("permit.howLong")}
            value={span.value}
            options={[
              { id: "year", label: t("permit.aYear") },
              { id: "always", label: t("permit.always") },
            ]}
            onValue={(chosen) => {
              span.value = chosen === "always" ? "always" : "year";
            }}
            testId="how-long"
          />
        </div>
      )}
      <Problem problem={problem.value} />
    </div>
  );
}

function standing({ granted, given_by, at, until }: Permission, givers: Giver[]): string {
  if (!granted) return t("permit.not");
  const who = givers.find(({ id }) => id === given_by)?.name ?? t("permit.guardian");
  const since = t("permit.granted", { who, when: at ? date(Date.parse(at) / 1000) : "" });
  const end = until ? t("permit.until", { when: date(Date.parse(until) / 1000) }) : t("permit.noEnd");
  return `${since} ${end}`;
}
