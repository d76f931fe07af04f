/** One post: its parts and who has agreed; advertising it, who would like it, filling it. */
import { useSignal } from "@preact/signals";
import { t } from "../../i18n";
import type { Post } from "../../session/posts";
import { askHere, here, isOne } from "../../session/staff";
import { Button } from "../../ui/kit";
import type { Trying } from "../sign-in/trying";
import { FillForm } from "./fill-form";
import { Interests } from "./interests";
import { day, POST_STATES, percent } from "./words";

export interface PostCardProps {
  post: Post;
  trying: Trying;
  onChange: () => void;
}

export function PostCard({ post, trying, onChange }: PostCardProps) {
  const mine = here()?.municipality.id ?? "";
  const waiting = post.parts.filter(({ agreed }) => !agreed).map(({ need }) => need);
  const ours = post.municipality === mine;
  return (
    <li class="card stack post" data-state={post.state} data-testid="post">
      <h3>
        {post.title}
        <span class="tag" data-testid="post-state">
          {t(POST_STATES[post.state])}
        </span>
      </h3>
      <p class="figures">
        <strong>{percent(post.percent)}</strong>:{" "}
        {post.parts
          .map(({ need }) => `${need.municipality_name} ${percent(need.percent)} ${need.subject}`)
          .join(" + ")}
        <br />
        <span class="soft">{t("post.untilDay", { day: day(post.apply_until) })}</span>
      </p>
      {post.text && <p class="post-text">{post.text}</p>}
      {post.state === "composed" && waiting.length > 0 && (
        <p data-testid="post-waits">
          {t("agreement.waitsFor", {
            names: [...new Set(waiting.map(({ municipality_name }) => municipality_name))].join(", "),
          })}
        </p>
      )}
      {post.state === "filled" && (
        <p>
          <a href="/agreements">{t("post.toAgreement")}</a>
        </p>
      )}
      {isOne("coordinator") && (
        <Steps post={post} trying={trying} onChange={onChange} ours={ours} mine={mine} />
      )}
    </li>
  );
}

function Steps({ post, trying, onChange, ours, mine }: PostCardProps & { ours: boolean; mine: string }) {
  const open = useSignal<"interests" | "fill" | null>(null);
  const sure = useSignal(false);
  const shown = post.state === "advertised" || post.state === "over";
  const mayAgree = post.parts.some(({ need, agreed }) => !agreed && need.municipality === mine);
  const step = (what: string) => () =>
    trying.attempt(async () => {
      await askHere("POST", `/posts/${post.id}/${what}`);
      onChange();
    });
  const opens = (what: "interests" | "fill") => ({
    "aria-expanded": open.value === what,
    onClick: () => {
      open.value = open.value === what ? null : what;
    },
  });
  return (
    <>
      <div class="row post-steps">
        {post.state === "composed" && mayAgree && (
          <Button kind="primary" onClick={step("consent")} testId="post-agree">
            {t("post.agree")}
          </Button>
        )}
        {post.state === "composed" && ours && post.parts.every(({ agreed }) => agreed) && (
          <Button kind="primary" onClick={step("advertisement")} testId="post-advertise">
            {t("post.advertise")}
          </Button>
        )}
        {ours && (post.interests ?? 0) > 0 && (
          <Button {...opens("interests")} testId="post-interests">
            {t("post.interests", { count: post.interests ?? 0 })}
          </Button>
        )}
        {ours && shown && (
          <Button {...opens("fill")} testId="post-fill">
            {t("post.fill")}
          </Button>
        )}
        {post.state === "advertised" && (
          <a class="button button-quiet button-normal" href="/vacancies">
            {t("post.see")}
          </a>
        )}
        {(shown || post.state === "composed") && !sure.value && (
          <Button
            kind="danger"
            onClick={() => {
              sure.value = true;
            }}
            testId="post-withdraw"
          >
            {t("post.withdraw")}
          </Button>
        )}
        {sure.value && (
          <>
            <Button kind="danger" onClick={step("withdrawal")} testId="post-withdraw-sure">
              {t("post.withdrawSure")}
            </Button>
            <Button
              onClick={() => {
                sure.value = false;
              }}
            >
              {t("post.keep")}
            </Button>
          </>
        )}
      </div>
      {open.value === "interests" && <Interests post={post} onChange={onChange} />}
      {open.value === "fill" && (
        <FillForm
          post={post}
          onDone={() => {
            open.value = null;
            onChange();
          }}
        />
      )}
    </>
  );
}
