/** Shared posts: what each municipality lacks, and the posts composed of it. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { t } from "../../i18n";
import { type Offer, offersHere } from "../../session/cards";
import { type Need, needsAndPosts, type Post } from "../../session/posts";
import { here, isOne } from "../../session/staff";
import { Button } from "../../ui/kit";
import { Frame } from "../sign-in/frame";
import { Problem, useTrying } from "../sign-in/trying";
import { ComposeForm } from "./compose-form";
import { NeedForm } from "./need-form";
import { NeedList } from "./need-list";
import { OfferList } from "./offer-list";
import { PostCard } from "./post-card";
import "../../ui/styles/posts.css";

export function PostsPage() {
  return (
    <Frame page="posts" title={t("posts.title")}>
      <Posts />
    </Frame>
  );
}

type Doing = "need" | "post" | null;

function Posts() {
  const found = useSignal<{ needs: Need[]; posts: Post[]; offers: Offer[] } | null>(null);
  const doing = useSignal<Doing>(null);
  const trying = useTrying();
  const load = () =>
    trying.load(
      async () => {
        const [read, offers] = await Promise.all([needsAndPosts(), offersHere()]);
        return { ...read, offers };
      },
      (read) => {
        found.value = read;
      },
    );
  useEffect(() => {
    void load();
  }, [here()?.municipality.id]);
  const done = () => {
    doing.value = null;
    void load();
  };
  const { needs, posts, offers } = found.value ?? { needs: [], posts: [], offers: [] };
  const open = needs.filter(({ post }) => post === null);
  return (
    <>
      <p class="lead">{t("posts.lead")}</p>
      {isOne("coordinator") && (
        <div class="row">
          <Start doing={doing} what="need" label={t("posts.newNeed")} />
          <Start doing={doing} what="post" label={t("posts.compose")} />
        </div>
      )}
      {doing.value === "need" && <NeedForm onDone={done} />}
      {doing.value === "post" && <ComposeForm needs={open} onDone={done} />}
      <Problem problem={trying.problem.value} />
      {posts.length > 0 && (
        <section class="stack">
          <h2>{t("posts.posts")}</h2>
          <ul class="lesson-list" data-testid="posts">
            {posts.map((post) => (
              <PostCard key={post.id} post={post} trying={trying} onChange={load} />
            ))}
          </ul>
        </section>
      )}
      {found.value && <NeedList needs={open} offers={offers} trying={trying} onChange={load} />}
      {found.value && <OfferList offers={offers} />}
    </>
  );
}

interface StartProps {
  doing: { value: Doing };
  what: "need" | "post";
  label: string;
}

function Start({ doing, what, label }: StartProps) {
  return (
    <Button
      kind={what === "need" ? "primary" : "quiet"}
      aria-expanded={doing.value === what}
      onClick={() => {
        doing.value = doing.value === what ? null : what;
      }}
      testId={`new-${what}`}
    >
      {label}
    </Button>
  );
}
