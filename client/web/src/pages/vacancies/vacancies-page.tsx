/** Posts for everybody to read, without signing in; and the page behind the link of whoever answered one. */
import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { t } from "../../i18n";
import { type Vacancy, vacancies } from "../../session/posts";
import { Button } from "../../ui/kit";
import { Shell } from "../../ui/shell";
import { day, percent } from "../posts/words";
import { Problem, useTrying } from "../sign-in/trying";
import { AnswerForm } from "./answer-form";
import { InterestLink } from "./interest-link";
import "../../ui/styles/panels.css";
import "../../ui/styles/staff.css";
import "../../ui/styles/posts.css";

export function VacanciesPage() {
  const token = useMemo(() => new URLSearchParams(location.hash.slice(1)).get("i"), []);
  if (token) return <InterestLink token={token} />;
  return (
    <Shell page="vacancies" title={t("vacancies.title")}>
      <Vacancies />
    </Shell>
  );
}

function Vacancies() {
  const found = useSignal<Vacancy[] | null>(null);
  const trying = useTrying();
  useEffect(() => {
    void trying.load(vacancies, (read) => {
      found.value = read;
    });
  }, []);
  return (
    <>
      <p class="lead">{t("vacancies.lead")}</p>
      <Problem problem={trying.problem.value} />
      {found.value?.length === 0 && <p data-testid="no-vacancies">{t("vacancies.none")}</p>}
      <ul class="lesson-list" data-testid="vacancies">
        {found.value?.map((one) => (
          <VacancyCard key={one.id} vacancy={one} />
        ))}
      </ul>
    </>
  );
}

function VacancyCard({ vacancy }: { vacancy: Vacancy }) {
  const answering = useSignal(false);
  return (
    <li class="card stack" data-testid="vacancy">
      <h2>
        {vacancy.title}
        <span class="tag figures">{percent(vacancy.percent)}</span>
      </h2>
      <ul class="plain-list figures">
        {vacancy.parts.map((part) => (
          <li key={`${part.municipality}-${part.subject}-${part.percent}`}>
            {percent(part.percent)} {part.subject}, {part.municipality}
            {part.places.length > 0 && <span class="soft"> ({part.places.join(", ")})</span>}
          </li>
        ))}
      </ul>
      <p class="soft">
        {t("need.since", { day: day(vacancy.from_day) })}
        {vacancy.languages.length > 0 && ` · ${vacancy.languages.join(", ")}`}
        <br />
        {t("post.untilDay", { day: day(vacancy.apply_until) })}
      </p>
      {vacancy.text && <p class="post-text">{vacancy.text}</p>}
      {answering.value ? (
        <AnswerForm vacancy={vacancy} />
      ) : (
        <div>
          <Button
            kind="primary"
            onClick={() => {
              answering.value = true;
            }}
            testId="answer"
          >
            {t("vacancies.answer")}
          </Button>
        </div>
      )}
    </li>
  );
}
