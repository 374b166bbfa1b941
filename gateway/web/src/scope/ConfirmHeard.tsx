import { useState } from "react";
import { cache, call, useReadOnly, type Problem } from "../data";
import { Button, Field, many, Notice, Section } from "../ui";
import type { Heard, Interview, Question } from "./shapes";

/** What was heard, to be put right and saved as answers; what is cleared or left out does not come back. */
export function ConfirmHeard({
  icp,
  interview,
  heard,
}: {
  icp: string;
  interview: Interview;
  heard: Record<string, Heard>;
}) {
  const readOnly = useReadOnly();
  const questions = interview.items.filter((question) => question.key in heard);
  const [texts, setTexts] = useState<Record<string, string>>({});
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const text = (question: Question) => texts[question.key] ?? heard[question.key]!.text;
  const kept = questions.filter((question) => text(question).trim() !== "");
  const leaveOut = (question: Question) => call("DELETE", `/scope/icps/${icp}/heard/${question.key}`);
  const act = async (what: () => Promise<void>) => {
    setBusy(true);
    setProblem(undefined);
    try {
      await what();
    } catch (error) {
      setProblem(error as Problem);
    } finally {
      setBusy(false);
      await cache.invalidateQueries({ queryKey: [`/scope/icps/${icp}/interview`] });
      await cache.invalidateQueries({ queryKey: [`/scope/icps/${icp}/voice-intake`] });
    }
  };
  const save = async () => {
    for (const question of questions) {
      if (kept.includes(question)) {
        await call(
          "PUT",
          `/scope/icps/${icp}/answers/${question.key}`,
          { value: text(question), heard: true },
          `"${question.version}"`,
        );
      } else await leaveOut(question);
    }
  };
  return (
    <Section title="Is this what you said?">
      <p className="t2">
        Put right what was misheard. What you clear or leave out becomes no answer; the words stay in the
        transcript.
      </p>
      <div className="stack answers">
        {questions.map((question) => (
          <div key={question.key}>
            <Field
              as="textarea"
              name={question.key}
              label={`${question.id}. ${question.question}`}
              value={text(question)}
              maxLength={8000}
              readOnly={readOnly}
              onChange={(event) => {
                // Read before React lets go of the event.
                const { value } = event.currentTarget;
                setTexts((all) => ({ ...all, [question.key]: value }));
              }}
            />
            <div className="heard">
              <Said turns={heard[question.key]!.said} />
              <Button
                small
                edits
                label={`Leave out ${question.id}`}
                disabledBecause={busy && "They are being saved."}
                onClick={() => void act(() => leaveOut(question).then(() => undefined))}
              >
                Leave out
              </Button>
            </div>
          </div>
        ))}
        {problem && <Notice problem={problem} />}
        <p className="row">
          <Button
            kind="main"
            icon="check"
            edits
            disabledBecause={busy && "They are being saved."}
            onClick={() => void act(save)}
          >
            {kept.length > 0 ? `Save ${many(kept.length, "answer")}` : "Leave them out"}
          </Button>
        </p>
      </div>
    </Section>
  );
}

/** The turns an answer comes from, word for word. */
export function Said({ turns }: { turns: Heard["said"] }) {
  if (turns.length === 0) return null;
  return (
    <details>
      <summary className="t2">In your words</summary>
      {turns.map((turn) => (
        <blockquote key={turn.item}>
          {turn.state === "written" ? `“${turn.text}”` : <span className="t2">not transcribed</span>}
        </blockquote>
      ))}
    </details>
  );
}
