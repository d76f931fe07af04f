/** What the teacher played for a line of homework: to hear, and in words for whoever does not hear it. */
import { figure, t } from "../../i18n";
import type { Demonstration } from "../../session/demonstrations";
import { Listen } from "./clips";

interface Props {
  example: Demonstration;
  /** The line that it was played for. */
  of: string;
  fetchFile: (id: string) => Promise<Blob>;
}

export function HeardExample({ example, of, fetchFile }: Props) {
  const title = t("example.title", { seconds: figure(Math.ceil(example.seconds)) });
  return (
    <div class="example" data-testid="example">
      <p class="small soft">
        {title} · {example.text}
      </p>
      <div class="no-print">
        <Listen
          key={example.id}
          title={`${title}: ${example.text}`}
          which={t("example.listen.which", { text: of })}
          fileName="klangbro.flac"
          fetchFile={() => fetchFile(example.id)}
          testId="example"
        />
      </div>
    </div>
  );
}
