/** Where the page starts: the person's language first, then the page the address asks for. */
import { render } from "preact";
import { App } from "./app";
import { startLanguage } from "./session/language";
import "./ui/styles/tokens.css";
import "./ui/styles/base.css";
import "./ui/styles/kit.css";
import "./ui/styles/pages.css";

const root = document.getElementById("app");

// A new invite pasted into the same tab changes only the fragment: start over with it.
window.addEventListener("hashchange", () => location.reload());

void startLanguage().then(() => {
  if (root) render(<App path={location.pathname} />, root);
});
