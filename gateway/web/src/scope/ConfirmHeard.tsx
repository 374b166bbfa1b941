import { useState } from "react";
import { cache, call, useReadOnly, type Problem } from "../data";
import { Button, Field, many, Notice, Section } from "../ui";
import type { Interview } from "./shapes";

/** What was heard, to be put right and saved as answers; what is cleared is left out. */
export function ConfirmHeard({
  icp,
  interview,
  heard,
}: {
  icp: string;
  interview: Interview;
  heard: Record<string, string>;
}) {
  const readOnly = useReadOnly();
  const questions = interview.items.filter((question) => question.key in heard);
  const [texts, setTexts] = useState(heard);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const kept = questions.filter((question) => (texts[question.key] ?? heard[question.key])!.trim() !== "");
  const save = async () => {
    setBusy(true);
    setProblem(undefined);
    try {
      for (const question of kept) {
        await call(
          "PUT",
          `/scope/icps/${icp}/answers/${question.key}`,
          { value: texts[question.key] ?? heard[question.key] },
          `"${question.version}"`,
        );
      }
    } catch (error) {
      setProblem(error as Problem);
    } finally {
      setBusy(false);
      await cache.invalidateQueries({ queryKey: [`/scope/icps/${icp}/interview`] });
      await cache.invalidateQueries({ queryKey: [`/scope/icps/${icp}/voice-intake`] });
    }
  };
  return (
    <Section title="Is this what you said?">
      <p className="t2">Put right what was misheard. What you clear is left out.</p>
      <div className="stack answers">
        {questions.map((question) => (
          <Field
            key={question.key}
            as="textarea"
            name={question.key}
            label={`${question.id}. ${question.question}`}
            value={texts[question.key] ?? heard[question.key]}
            maxLength={8000}
            readOnly={readOnly}
            onChange={(event) => {
              // Read before React lets go of the event.
              const { value } = event.currentTarget;
              setTexts((all) => ({ ...all, [question.key]: value }));
            }}
          />
        ))}
        {problem && <Notice problem={problem} />}
        <p className="row">
          <Button
            kind="main"
            icon="check"
            edits
            disabledBecause={busy ? "They are being saved." : kept.length === 0 && "Nothing is left to save."}
            onClick={() => void save()}
          >
            Save {many(kept.length, "answer")}
          </Button>
        </p>
      </div>
    </Section>
  );
}
