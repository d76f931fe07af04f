/** The frame of the quiet pages: name at the top, the language at hand, room around the text. */
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { LOCALE_NAMES, LOCALES, type Locale, locale, t } from "../i18n";
import { chooseLocale } from "../session/language";
import { Mark } from "./icons";
import { Select } from "./kit";

export function LanguagePicker() {
  return (
    <Select
      label={t("language")}
      hideLabel
      value={locale.value}
      options={LOCALES.map((id) => ({ id, label: LOCALE_NAMES[id] }))}
      onValue={(id) => void chooseLocale(id as Locale)}
      testId="language"
    />
  );
}

/** Says to stylesheets, tests and the browser's tab which page this is. */
export function usePage(name: string, title: string): void {
  useEffect(() => {
    document.body.dataset.page = name;
    document.title = title === "Klangbro" ? title : `${title} · Klangbro`;
  }, [name, title]);
}

export interface ShellProps {
  page: string;
  title: string;
  narrow?: boolean;
  children: ComponentChildren;
}

/** Pages that one must not lose by reading something else. */
const HOLDS: ReadonlySet<string> = new Set(["join", "waiting", "connecting"]);

export function AccessibilityLink({ apart }: { apart: boolean }) {
  return (
    <a class="foot-link small" href="/accessibility" target={apart ? "_blank" : undefined} rel="noreferrer">
      {t(apart ? "access.linkApart" : "access.link")}
    </a>
  );
}

export function Shell({ page, title, narrow = false, children }: ShellProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  usePage(page, title);
  // A new page is announced by its heading; the first one of a visit leaves the focus alone.
  useLayoutEffect(() => {
    if (document.body.dataset.visited === "yes") {
      window.scrollTo(0, 0);
      heading.current?.focus();
    }
    document.body.dataset.visited = "yes";
  }, [page]);
  return (
    <>
      <header class={narrow ? "top top-narrow" : "top"}>
        <a class="brand" href="/">
          <Mark />
          <span>Klangbro</span>
        </a>
        <LanguagePicker />
      </header>
      <main class={narrow ? "page page-narrow" : "page"}>
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {children}
      </main>
      <footer class={narrow ? "foot foot-narrow" : "foot"}>
        <AccessibilityLink apart={HOLDS.has(page)} />
      </footer>
    </>
  );
}
