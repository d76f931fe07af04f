/** The municipality's people, to choose among; none until they are read. */
import { type Signal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { askHere, type Person } from "../../session/staff";
import type { Trying } from "../sign-in/trying";

export function usePeople(load: Trying["load"]): Signal<Person[]> {
  const people = useSignal<Person[]>([]);
  useEffect(() => {
    void load(
      () => askHere<{ people: Person[] }>("GET", "/people"),
      (found) => {
        people.value = found.people;
      },
    );
  }, []);
  return people;
}
