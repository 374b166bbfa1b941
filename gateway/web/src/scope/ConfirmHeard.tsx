import { useState } from "react";
import { cache, call, useReadOnly, type Problem } from "../data";
import { Button, Field, many, Notice, Section } from "../ui";
import { saveMerged, type Seen } from "../ui/merging";
import type { Heard, Interview, Question } from "./shapes";
import { editing, type Words } from "./useAnswer";

/** What was heard, as the person leaves it, and the answer that they saw beside it. */
interface Own {
  text: string;
  heard: Heard;
  seen: Seen<Words>;
}

/**
 * What was heard, to be put right and saved as answers; what is cleared or left out does not come back. An answer
 * that somebody types meanwhile is asked about, not written over.
 */
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
  // What was put right, or put off, stays here though the question has got another answer meanwhile.
  const [owns, setOwns] = useState<Record<string, Own>>({});
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const questions = interview.items.filter(
    ({ key, state }) => key in owns || (key in heard && state !== "answered"),
  );
  const own = (question: Question): Own =>
    owns[question.key] ?? {
      text: heard[question.key]!.text,
      heard: heard[question.key]!,
      seen: { version: question.version, words: editing(question).wordsOf(question) },
    };
  const keep = (question: Question, part: Partial<Own>) =>
    setOwns((all) => ({ ...all, [question.key]: { ...own(question), ...all[question.key], ...part } }));
  const forget = ({ key }: Question) =>
    setOwns((all) => Object.fromEntries(Object.entries(all).filter(([one]) => one !== key)));
  const kept = questions.filter((question) => own(question).text.trim() !== "");
  const leaveOut = async (question: Question) => {
    await call("DELETE", `/scope/icps/${icp}/heard/${question.key}`);
    forget(question);
  };
  const confirm = async (question: Question) => {
    const { text, seen } = own(question);
    await saveMerged<Question, Words>(
      ({ value }, version) =>
        call(
          "PUT",
          `/scope/icps/${icp}/answers/${question.key}`,
          { value: value ?? "", heard: true },
          `"${version}"`,
        ),
      {
        seen,
        words: { value: text },
        take: (met) => keep(question, { text: met.words.value ?? "", seen: met.seen }),
      },
      editing(question),
    );
    forget(question);
  };
  const act = async (what: () => Promise<void>) => {
    setBusy(true);
    setProblem(undefined);
    try {
      await what();
    } catch (error) {
      setProblem(error as Problem);
    } finally {
      await cache.invalidateQueries({ queryKey: [`/scope/icps/${icp}/interview`] });
      await cache.invalidateQueries({ queryKey: [`/scope/icps/${icp}/voice-intake`] });
      setBusy(false);
    }
  };
  const save = async () => {
    for (const question of questions) {
      if (kept.includes(question)) await confirm(question);
      else await leaveOut(question);
    }
  };
  if (questions.length === 0) return null;
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
              value={own(question).text}
              maxLength={8000}
              readOnly={readOnly}
              onChange={(event) => keep(question, { text: event.currentTarget.value })}
            />
            <div className="heard">
              <Said turns={own(question).heard.said} />
              <Button
                small
                edits
                label={`Leave out ${question.id}`}
                disabledBecause={busy && "They are being saved."}
                onClick={() => void act(() => leaveOut(question))}
              >
                Leave out
              </Button>
            </div>
          </div>
        ))}
        {problem && <Notice problem={problem} typed />}
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
          {turn.text && `“${turn.text}” `}
          {turn.state !== "written" && (
            <span className="t2">{turn.text ? "broken off" : "not transcribed"}</span>
          )}
        </blockquote>
      ))}
    </details>
  );
}
