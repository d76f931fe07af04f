/** The router: one page an address. */
import { HomePage } from "./pages/home";
import { JoinApp } from "./pages/join/join-app";
import { NewLessonPage } from "./pages/new-lesson";
import { NotFoundPage } from "./pages/not-found";
import { lazy } from "./ui/lazy";

const StaffApp = lazy(async () => (await import("./pages/staff-app")).StaffApp);

export function App({ path }: { path: string }) {
  const page = path.replace(/\/+$/, "");
  switch (page) {
    case "":
    case "/index.html":
      return <HomePage />;
    case "/new":
      return <NewLessonPage />;
    case "/join":
    case "/lesson":
      return <JoinApp />;
    case "/sign-in":
    case "/welcome":
    case "/today":
    case "/people":
    case "/doctor":
    case "/account":
      return <StaffApp path={page} />;
    default:
      return <NotFoundPage />;
  }
}
