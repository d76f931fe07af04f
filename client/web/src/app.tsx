/** The router: five addresses, one page each. */
import { HomePage } from "./pages/home";
import { JoinApp } from "./pages/join/join-app";
import { NewLessonPage } from "./pages/new-lesson";
import { NotFoundPage } from "./pages/not-found";
import { lazy } from "./ui/lazy";

/** Its parts are large, and most people never need to look. */
const NetworkPage = lazy(() => import("./pages/check/network-page").then((page) => page.NetworkPage));

export function App({ path }: { path: string }) {
  switch (path.replace(/\/+$/, "")) {
    case "":
    case "/index.html":
      return <HomePage />;
    case "/new":
      return <NewLessonPage />;
    case "/check":
      return <NetworkPage />;
    case "/join":
    case "/lesson":
      return <JoinApp />;
    default:
      return <NotFoundPage />;
  }
}
