import { useReadOnly } from "../data";
import { Badge, Button, Field, Notice } from "../ui";
import type { Question } from "./shapes";
import type { useAnswer } from "./useAnswer";

/** One question with its answer, what became of the last save, and a choice when somebody else wrote meanwhile. */
export function AnswerField({
  question,
  answer,
  focus,
}: {
  question: Question;
  answer: ReturnType<typeof useAnswer>;
  focus?: boolean;
}) {
  const readOnly = useReadOnly();
  const { error, stale } = answer;
  return (
    <div>
      <Field
        as="textarea"
        name={question.key}
        label={`${question.id}. ${question.question}`}
        help={question.help}
        value={answer.text}
        maxLength={8000}
        readOnly={readOnly}
        autoFocus={focus}
        problem={error}
        onChange={(event) => answer.type(event.currentTarget.value)}
        onBlur={answer.save}
      />
      <p className="small t3 saved" role="status">
        {answer.busy
          ? "Saving"
          : error && !stale
            ? "Not saved"
            : question.state === "skipped" && answer.text === ""
              ? "Skipped"
              : answer.saved && answer.text !== ""
                ? "Saved"
                : ""}
      </p>
      {stale && (
        <Notice tone="warning" title="This answer was changed elsewhere meanwhile.">
          There it says: “{stale.value}”.{" "}
          <span className="row">
            <Button small onClick={() => answer.settle(stale, true)}>
              Keep mine
            </Button>
            <Button small onClick={() => answer.settle(stale, false)}>
              Take theirs
            </Button>
          </span>
        </Notice>
      )}
      {error && !stale && !error.errors.value && <Notice problem={error} retry={answer.save} />}
      {error?.errors.value && (
        <Badge tone="danger" icon="circle-alert">
          {error.errors.value[0]}
        </Badge>
      )}
    </div>
  );
}
