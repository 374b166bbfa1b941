import "./scope.css";
import { useState } from "react";
import { useLocation, useParams } from "wouter";
import { useGet } from "../data";
import { Button, Failed, Icon, Loading, Notice, Page, Panel, Section, type IconName } from "../ui";
import { AnswerField } from "./AnswerField";
import { IcpTabs } from "./IcpTabs";
import { SendAnswers } from "./SendAnswers";
import { running, titled, type Icp, type Interview, type Question } from "./shapes";
import { useAnswer } from "./useAnswer";

const marks: Record<Question["state"], [IconName, string]> = {
  answered: ["check", "answered"],
  skipped: ["corner-down-left", "skipped"],
  empty: ["circle-dashed", "open"],
};

/** The same answers, one question at a time; any of them can be gone back to. */
export default function InterviewPage() {
  const { id } = useParams();
  const icp = useGet<Icp>(`/scope/icps/${id}`);
  const interview = useGet<Interview>(`/scope/icps/${id}/interview`);
  const [chosen, choose] = useState<number>();
  const failed = icp.error ?? interview.error;
  const items = interview.data?.items ?? [];
  // The first one that nothing was said to, as it is now and not as an earlier page had read it; after that the
  // person goes where they like.
  const first = items.findIndex((question) => question.state === "empty");
  const [began, begin] = useState<number>();
  if (interview.data && !interview.isFetching && began === undefined) begin(first < 0 ? items.length : first);
  const at = chosen ?? began;
  const question = at === undefined ? undefined : items[at];
  return (
    <Page
      title={icp.data?.name ?? "ICP"}
      back={{ href: "/scope/icps", label: "ICPs" }}
      actions={
        <>
          <Button icon="mic" href={`/scope/icps/${id}/voice`}>
            Answer by voice
          </Button>
          <Button icon="list" href={`/scope/icps/${id}/answers`}>
            All questions
          </Button>
        </>
      }
      tabs={<IcpTabs id={id!} />}
      panel={interview.data && <Progress interview={interview.data} at={at ?? -1} choose={choose} />}
    >
      {failed && !interview.data && (
        <Failed
          problem={failed}
          retry={() => {
            void icp.refetch();
            void interview.refetch();
          }}
        />
      )}
      {at === undefined && !failed && <Loading />}
      {question && at !== undefined && (
        <One
          key={question.key}
          icp={id!}
          question={question}
          at={at}
          of={items.length}
          enough={interview.data!.answered >= 3}
          choose={choose}
        />
      )}
      {interview.data && at !== undefined && !question && (
        <Done icp={icp.data} interview={interview.data} choose={choose} />
      )}
    </Page>
  );
}

function One({
  icp,
  question,
  at,
  of,
  enough,
  choose,
}: {
  icp: string;
  question: Question;
  at: number;
  of: number;
  /** To write from, so that the rest need not be walked through. */
  enough: boolean;
  choose: (at: number) => void;
}) {
  const answer = useAnswer(icp, question);
  return (
    <div className="stack answers">
      <p className="t2">
        Question {at + 1} of {of}
      </p>
      <AnswerField question={question} answer={answer} focus />
      <div className="row">
        <Button
          icon="arrow-left"
          disabledBecause={at === 0 && "This is the first question."}
          onClick={() => choose(at - 1)}
        >
          Back
        </Button>
        <Button
          edits
          disabledBecause={answer.text.trim() !== "" && "There is an answer. Clear it to skip the question."}
          onClick={() => {
            answer.leaveOut();
            choose(at + 1);
          }}
        >
          Skip
        </Button>
        <Button
          kind="main"
          icon="arrow-right"
          onClick={() => {
            answer.save();
            choose(at + 1);
          }}
        >
          {at + 1 === of ? "To the end" : "Next question"}
        </Button>
        {enough && at + 1 < of && (
          <Button
            kind="quiet"
            onClick={() => {
              answer.save();
              choose(of);
            }}
          >
            To the end
          </Button>
        )}
      </div>
    </div>
  );
}

function Progress({
  interview,
  at,
  choose,
}: {
  interview: Interview;
  at: number;
  choose: (at: number) => void;
}) {
  return (
    <Panel title="Questions">
      <ol className="questions">
        {interview.items.map((question, index) => {
          const [icon, word] = marks[question.state];
          return (
            <li key={question.key}>
              <button
                type="button"
                aria-current={index === at ? "step" : undefined}
                onClick={() => choose(index)}
              >
                <Icon name={icon} /> {titled(question.key)} <span className="t3">{word}</span>
              </button>
            </li>
          );
        })}
      </ol>
      {interview.empty.length > 0 && (
        <Section title="No answer speaks to">
          <p className="t2">{interview.empty.map(titled).join(", ")}.</p>
        </Section>
      )}
    </Panel>
  );
}

function Done({ icp, interview, choose }: { icp?: Icp; interview: Interview; choose: (at: number) => void }) {
  const [, go] = useLocation();
  const [asking, ask] = useState(false);
  const open = interview.items.findIndex((question) => question.state !== "answered");
  return (
    <div className="stack answers">
      <Notice title={`${interview.answered} of ${interview.questions} questions are answered.`}>
        {interview.answered < 3
          ? "Three answers at least: fewer would make a guess, not a profile."
          : "That is enough to write from. What is not answered is not invented."}
      </Notice>
      <div className="row">
        {open >= 0 && (
          <Button icon="arrow-left" onClick={() => choose(open)}>
            To the first open question
          </Button>
        )}
        <Button
          kind="main"
          icon="sparkles"
          edits
          disabledBecause={
            running(icp?.synthesis)
              ? "It is being written already."
              : interview.answered < 3 && "Answer three questions first."
          }
          onClick={() => ask(true)}
        >
          Write the ICP
        </Button>
      </div>
      {asking && icp && (
        <SendAnswers icp={icp.id} onClose={() => ask(false)} started={() => go(`/scope/icps/${icp.id}`)} />
      )}
    </div>
  );
}
