/** The router: four addresses, one page each. */
import { HomePage } from "./pages/home";
import { JoinApp } from "./pages/join/join-app";
import { NewLessonPage } from "./pages/new-lesson";
import { NotFoundPage } from "./pages/not-found";

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
    default:
      return <NotFoundPage />;
  }
}
