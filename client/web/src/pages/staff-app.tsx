/** The pages behind an account, fetched when one of them is opened: pupils never need them. */
import "../ui/styles/borders.css";
import "../ui/styles/staff.css";
import { lazy } from "../ui/lazy";
import { DoctorPage } from "./doctor/doctor-page";
import { PeoplePage } from "./people/people-page";
import { PermissionsPage } from "./permissions/permissions-page";
import { AccountPage } from "./sign-in/account-page";
import { SignInPage } from "./sign-in/sign-in-page";
import { WelcomePage } from "./sign-in/welcome-page";
import { TodayPage } from "./today/today-page";

/** Coordinators' pages; a teacher between two lessons needs none of them. */
const AgreementsPage = lazy(async () => (await import("./agreements/agreements-page")).AgreementsPage);
const PostsPage = lazy(async () => (await import("./posts/posts-page")).PostsPage);
const TablesPage = lazy(async () => (await import("./tables/tables-page")).TablesPage);
const HoursPage = lazy(async () => (await import("./hours/hours-page")).HoursPage);
const TimetablePage = lazy(async () => (await import("./timetable/timetable-page")).TimetablePage);
/** Technicians' too. */
const PlacesPage = lazy(async () => (await import("./places/places-page")).PlacesPage);

export type StaffPath =
  | "/sign-in"
  | "/welcome"
  | "/today"
  | "/people"
  | "/permissions"
  | "/doctor"
  | "/account"
  | "/agreements"
  | "/hours"
  | "/timetable"
  | "/posts"
  | "/tables"
  | "/places";

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
    case "/agreements":
      return <AgreementsPage />;
    case "/hours":
      return <HoursPage />;
    case "/timetable":
      return <TimetablePage />;
    case "/posts":
      return <PostsPage />;
    case "/tables":
      return <TablesPage />;
    case "/places":
      return <PlacesPage />;
  }
}
