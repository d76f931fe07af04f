/** Who would like a post, for the municipality they wrote to. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { date, t } from "../../i18n";
import type { Interest, Post } from "../../session/posts";
import { askHere } from "../../session/staff";
import { Button } from "../../ui/kit";
import { Problem, useTrying } from "../sign-in/trying";

export function Interests({ post, onChange }: { post: Post; onChange: () => void }) {
  const interests = useSignal<Interest[]>([]);
  const trying = useTrying();
  const path = `/posts/${post.id}/interests`;
  const load = () =>
    trying.load(
      () => askHere<{ interests: Interest[] }>("GET", path),
      (found) => {
        interests.value = found.interests;
      },
    );
  useEffect(() => {
    void load();
  }, [path]);
  const erase = (id: string) =>
    trying.attempt(async () => {
      await askHere("DELETE", `${path}/${id}`);
      void load();
      onChange();
    });
  return (
    <>
      <Problem problem={trying.problem.value} />
      <ul class="plain-list stack" data-testid="interests">
        {interests.value.map((one) => (
          <li key={one.id} class="interest">
            <div class="row">
              <div class="grow">
                <strong>{one.name}</strong>, <a href={`mailto:${one.email}`}>{one.email}</a>
                <br />
                <span class="small soft">
                  {date(Date.parse(one.at) / 1000)}
                  {!one.confirmed && ` · ${t("interest.unconfirmed")}`}
                </span>
              </div>
              <Button size="small" kind="danger" onClick={() => erase(one.id)} testId="erase-interest">
                {t("interest.erase")}
              </Button>
            </div>
            {one.text && <p class="post-text">{one.text}</p>}
          </li>
        ))}
      </ul>
    </>
  );
}
