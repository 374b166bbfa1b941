import { useReadOnly } from "../data";
import { Badge, Field, Notice } from "../ui";
import type { Question } from "./shapes";
import type { useAnswer } from "./useAnswer";

/** One question with its answer, and what became of the last save. */
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
  const { error } = answer;
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
          : error
            ? "Not saved"
            : question.state === "skipped" && answer.text === ""
              ? "Skipped"
              : answer.saved && answer.text !== ""
                ? "Saved"
                : ""}
      </p>
      {error && !error.errors.value && <Notice problem={error} typed retry={answer.saveAnew} />}
      {error?.errors.value && (
        <Badge tone="danger" icon="circle-alert">
          {error.errors.value[0]}
        </Badge>
      )}
    </div>
  );
}
