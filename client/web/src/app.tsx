/** The router: six addresses, one page each. */
import { HomePage } from "./pages/home";
import { JoinApp } from "./pages/join/join-app";
import { NewLessonPage } from "./pages/new-lesson";
import { NotFoundPage } from "./pages/not-found";
import { lazy } from "./ui/lazy";

const ReadPage = lazy(async () => (await import("./pages/after/read-page")).ReadPage);
const AccessibilityPage = lazy(
  async () => (await import("./pages/accessibility/accessibility-page")).AccessibilityPage,
);

export function App({ path }: { path: string }) {
  switch (path.replace(/\/+$/, "")) {
    case "":
    case "/index.html":
      return <HomePage />;
    case "/new":
      return <NewLessonPage />;
    case "/join":
    case "/lesson":
      return <JoinApp />;
    case "/read":
      return <ReadPage />;
    case "/accessibility":
      return <AccessibilityPage />;
    default:
      return <NotFoundPage />;
  }
}
