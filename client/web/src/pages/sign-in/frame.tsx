/** The frame of all pages behind an account: whoever is not signed in signs in here, and stays on the page. */
import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useId } from "preact/hooks";
import { t } from "../../i18n";
import { choose, here, isOne, me, whoAmI } from "../../session/staff";
import { Icon } from "../../ui/icons";
import { Notice, Select } from "../../ui/kit";
import { Shell } from "../../ui/shell";
import { Confirming } from "./confirming";
import { PasskeyWish } from "./passkey-wish";
import { SignInPage } from "./sign-in-page";
import { Problem, useTrying } from "./trying";

export interface FrameProps {
  page: string;
  title: string;
  children: ComponentChildren;
}

export function Frame({ page, title, children }: FrameProps) {
  const trying = useTrying();
  useEffect(() => {
    if (me.value === undefined) void trying.attempt(whoAmI);
  }, []);
  if (me.value === null) return <SignInPage />;
  if (me.value === undefined)
    return (
      <Shell page={page} title={title} aside={<div class="sections" />}>
        <Problem problem={trying.problem.value} />
      </Shell>
    );
  return (
    <Shell page={page} title={title} aside={<Sections page={page} />}>
      {here() && <PasskeyWish />}
      {here() ? children : <Notice tone="warn" title={t("staff.nobody")} />}
      <Confirming />
    </Shell>
  );
}

/** All that one may open: a column where there is room, behind a button where there is none. */
function Sections({ page }: { page: string }) {
  const open = useSignal(false);
  const id = useId();
  const members = me.value?.members ?? [];
  const lessons = isOne("teacher", "host", "observer", "coordinator", "admin");
  const sections: [string, string, boolean][] = [
    ["today", lessons ? t("today.title") : t("today.mine"), lessons || isOne("guardian")],
    [
      "timetable",
      t("timetable.title"),
      isOne("teacher", "guardian", "host", "observer", "coordinator", "admin"),
    ],
    ["people", t("people.page"), isOne("admin", "coordinator")],
    ["permissions", t("permit.page"), true],
    ["agreements", t("agreements.title"), isOne("admin", "coordinator")],
    ["posts", t("posts.title"), isOne("admin", "coordinator")],
    ["hours", t("hours.title"), isOne("admin", "coordinator", "teacher")],
    ["tables", t("tables.title"), isOne("admin", "coordinator")],
    ["places", t("places.title"), isOne("admin", "technician", "coordinator", "teacher")],
    ["doctor", t("doctor.title"), isOne("admin", "technician")],
    ["account", t("account.title"), true],
  ];
  return (
    <nav class="sections" aria-label={t("staff.sections")}>
      <div class="sections-head">
        {members.length > 1 ? (
          <Select
            label={t("staff.municipality")}
            hideLabel
            value={here()?.municipality.id ?? ""}
            options={members.map(({ municipality }) => ({ id: municipality.id, label: municipality.name }))}
            onValue={choose}
            testId="municipality"
          />
        ) : (
          <span class="soft">{here()?.municipality.name}</span>
        )}
        <button
          type="button"
          class="button button-small sections-button"
          aria-expanded={open.value}
          aria-controls={id}
          onClick={() => {
            open.value = !open.peek();
          }}
          data-testid="open-sections"
        >
          <span>{t("staff.sections")}</span>
          <Icon name="chevron" />
        </button>
      </div>
      <div class="sections-list" id={id} data-open={open.value}>
        {sections
          .filter(([, , shown]) => shown)
          .map(([name, title]) => (
            <a key={name} href={`/${name}`} aria-current={name === page ? "page" : undefined}>
              {title}
            </a>
          ))}
      </div>
    </nav>
  );
}
