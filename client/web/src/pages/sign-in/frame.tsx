/** The frame of all pages behind an account: whoever is not signed in signs in here, and stays on the page. */
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { t } from "../../i18n";
import { choose, here, isOne, me, whoAmI } from "../../session/staff";
import { Notice, Select } from "../../ui/kit";
import { Shell } from "../../ui/shell";
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
      <Shell page={page} title={title}>
        <Problem problem={trying.problem.value} />
      </Shell>
    );
  return (
    <Shell page={page} title={title}>
      <Sections page={page} />
      {here() ? children : <Notice tone="warn" title={t("staff.nobody")} />}
    </Shell>
  );
}

function Sections({ page }: { page: string }) {
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
    <div class="sections">
      <nav aria-label={t("staff.sections")}>
        {sections
          .filter(([, , shown]) => shown)
          .map(([name, title]) => (
            <a key={name} href={`/${name}`} aria-current={name === page ? "page" : undefined}>
              {title}
            </a>
          ))}
      </nav>
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
    </div>
  );
}
