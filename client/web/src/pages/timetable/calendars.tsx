/** The timetable in one's own calendar, and a letter the evening before. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { date, locale, t } from "../../i18n";
import { ask, askHere, isOne } from "../../session/staff";
import type { Feed, Year } from "../../session/timetable";
import { CopyButton } from "../../ui/copy-button";
import { Button, Field, Notice, Select } from "../../ui/kit";
import { Problem, useTrying } from "../sign-in/trying";
import { options } from "./plan-form";

export function Calendars({ year, onClose }: { year: Year; onClose: () => void }) {
  return (
    <section class="card stack stack-wide" aria-labelledby="calendars" data-testid="calendars">
      <h2 id="calendars">{t("timetable.calendars")}</h2>
      <Addresses year={year} />
      <Letters />
      <div>
        <Button onClick={onClose}>{t("close")}</Button>
      </div>
    </section>
  );
}

function Addresses({ year }: { year: Year }) {
  const feeds = useSignal<Feed[]>([]);
  const made = useSignal<string | null>(null);
  const place = useSignal("");
  const trying = useTrying();
  const load = () =>
    trying.load(
      () => askHere<{ feeds: Feed[] }>("GET", "/timetable/feeds"),
      (found) => {
        feeds.value = found.feeds;
      },
    );
  useEffect(() => {
    void load();
  }, []);
  const make = () =>
    trying.attempt(async () => {
      const asked = place.value ? { place: place.value } : {};
      made.value = (await askHere<{ url: string }>("POST", "/timetable/feeds", asked)).url;
      await load();
    });
  const revoke = (id: string) =>
    trying.attempt(async () => {
      await askHere("DELETE", `/timetable/feeds/${id}`);
      made.value = null;
      await load();
    });
  const places = isOne("coordinator", "admin", "teacher") ? year.places : [];
  return (
    <div class="stack">
      <p>{t("timetable.calendars.text")}</p>
      <Problem problem={trying.problem.value} />
      {made.value && (
        <>
          <Notice tone="good" live title={t("timetable.address.once")} />
          <Field
            label={t("timetable.address")}
            name="address"
            value={made.value}
            onValue={() => {}}
            readOnly
            testId="address"
          />
          <div>
            <CopyButton kind="primary" text={made.value} />
          </div>
        </>
      )}
      {feeds.value.length > 0 && (
        <ul class="plain-list" data-testid="feeds">
          {feeds.value.map((one) => (
            <li key={one.id} class="row year-row">
              <span class="grow">
                {one.place?.name ?? t("timetable.mine")}{" "}
                <span class="small soft">{date(Date.parse(one.created_at) / 1000)}</span>
              </span>
              <Button kind="plain" size="small" onClick={() => revoke(one.id)} testId="revoke-feed">
                {t("timetable.revoke")}
              </Button>
            </li>
          ))}
        </ul>
      )}
      <div class="row offer">
        {places.length > 0 && (
          <Select
            label={t("timetable.ofWhat")}
            value={place.value}
            options={[{ id: "", label: t("timetable.mine") }, ...options(places)]}
            onValue={(id) => {
              place.value = id;
            }}
          />
        )}
        <Button onClick={make} testId="make-feed">
          {t("timetable.makeAddress")}
        </Button>
      </div>
    </div>
  );
}

interface Reminding {
  language: string | null;
  mail: boolean;
}

function Letters() {
  const found = useSignal<Reminding | null>(null);
  const trying = useTrying();
  const load = () =>
    trying.load(
      () => ask<Reminding>("GET", "/session/reminders"),
      (said) => {
        found.value = said;
      },
    );
  useEffect(() => {
    void load();
  }, []);
  const turn = () =>
    trying.attempt(async () => {
      if (found.value?.language) await ask("DELETE", "/session/reminders");
      else await ask("PUT", "/session/reminders", { language: locale.value });
      await load();
    });
  if (!found.value) return <Problem problem={trying.problem.value} />;
  return (
    <div class="stack">
      <h3>{t("timetable.letters")}</h3>
      <p>{t(found.value.mail ? "timetable.letters.text" : "timetable.letters.noMail")}</p>
      <Problem problem={trying.problem.value} />
      {(found.value.mail || found.value.language) && (
        <div>
          <Button onClick={turn} testId="letters">
            {t(found.value.language ? "timetable.letters.stop" : "timetable.letters.start")}
          </Button>
        </div>
      )}
    </div>
  );
}
