/** The pages behind an account, fetched when one of them is opened: pupils never need them. */
import "../ui/styles/staff.css";
import { DoctorPage } from "./doctor/doctor-page";
import { PeoplePage } from "./people/people-page";
import { PermissionsPage } from "./permissions/permissions-page";
import { AccountPage } from "./sign-in/account-page";
import { SignInPage } from "./sign-in/sign-in-page";
import { WelcomePage } from "./sign-in/welcome-page";
import { TodayPage } from "./today/today-page";

export type StaffPath =
  | "/sign-in"
  | "/welcome"
  | "/today"
  | "/people"
  | "/permissions"
  | "/doctor"
  | "/account";

export function StaffApp({ path }: { path: StaffPath }) {
  switch (path) {
    case "/sign-in":
      return <SignInPage />;
    case "/welcome":
      return <WelcomePage />;
    case "/today":
      return <TodayPage />;
    case "/people":
      return <PeoplePage />;
    case "/permissions":
      return <PermissionsPage />;
    case "/doctor":
      return <DoctorPage />;
    case "/account":
      return <AccountPage />;
  }
}
