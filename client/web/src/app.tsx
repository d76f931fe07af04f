/** The router: one page an address. */
import { useEffect } from "preact/hooks";
import { HomePage } from "./pages/home";
import { JoinApp } from "./pages/join/join-app";
import { NewLessonPage } from "./pages/new-lesson";
import { NotFoundPage } from "./pages/not-found";
import { sendLeftovers } from "./session/leftovers";
import { lazy } from "./ui/lazy";

/** Its parts are large, and most people never need to look. */
const NetworkPage = lazy(() => import("./pages/check/network-page").then((page) => page.NetworkPage));
const StaffApp = lazy(async () => (await import("./pages/staff-app")).StaffApp);
const ReadPage = lazy(async () => (await import("./pages/after/read-page")).ReadPage);
const VacanciesPage = lazy(async () => (await import("./pages/vacancies/vacancies-page")).VacanciesPage);
const AccessibilityPage = lazy(
  async () => (await import("./pages/accessibility/accessibility-page")).AccessibilityPage,
);

const OF_LESSON: ReadonlySet<string> = new Set(["/join", "/lesson"]);

export function App({ path }: { path: string }) {
  const page = path.replace(/\/+$/, "");
  // A lesson's own pages know when there is time for that.
  useEffect(() => (OF_LESSON.has(page) ? undefined : sendLeftovers(null)), [page]);
  switch (page) {
    case "":
    case "/index.html":
      return <HomePage />;
    case "/new":
      return <NewLessonPage />;
    case "/check":
    case "/place":
      return <NetworkPage />;
    case "/join":
    case "/lesson":
      return <JoinApp />;
    case "/sign-in":
    case "/welcome":
    case "/today":
    case "/people":
    case "/permissions":
    case "/doctor":
    case "/account":
    case "/agreements":
    case "/hours":
    case "/timetable":
    case "/posts":
    case "/tables":
    case "/places":
      return <StaffApp path={page} />;
    case "/vacancies":
      return <VacanciesPage />;
    case "/read":
      return <ReadPage />;
    case "/accessibility":
      return <AccessibilityPage />;
    default:
      return <NotFoundPage />;
  }
}
