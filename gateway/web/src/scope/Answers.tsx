import "./scope.css";
import { useState } from "react";
import { useLocation, useParams } from "wouter";
import { useGet } from "../data";
import { Button, Facts, Failed, Loading, Notice, Page, Panel, Section } from "../ui";
import { AnswerField } from "./AnswerField";
import { IcpTabs } from "./IcpTabs";
import { SendAnswers } from "./SendAnswers";
import { running, titled, type Icp, type Interview, type Question } from "./shapes";
import { useAnswer } from "./useAnswer";

export default function Answers() {
  const { id } = useParams();
  const [, go] = useLocation();
  const [asking, ask] = useState(false);
  const icp = useGet<Icp>(`/scope/icps/${id}`);
  const interview = useGet<Interview>(`/scope/icps/${id}/interview`);
  const failed = icp.error ?? interview.error;
  const name = icp.data?.name ?? "ICP";
  const answered = interview.data?.answered ?? 0;
  const write = (
    <Button
      kind="main"
      icon="sparkles"
      edits
      disabledBecause={
        running(icp.data?.synthesis)
          ? "It is being written already."
          : answered < 3 && "Three answers at least: fewer would make a guess, not a profile."
      }
      onClick={() => ask(true)}
    >
      Write the ICP
    </Button>
  );
  return (
    <Page
      title={name}
      back={{ href: "/scope/icps", label: "ICPs" }}
      actions={
        interview.data && (
          <>
            <Button icon="mic" href={`/scope/icps/${id}/voice`}>
              Answer by voice
            </Button>
            <Button icon="message-circle" href={`/scope/icps/${id}/interview`}>
              One question at a time
            </Button>
            {write}
          </>
        )
      }
      tabs={<IcpTabs id={id!} />}
      panel={
        interview.data && (
          <Panel title="What is there">
            <Section title="Answers">
              <Facts
                rows={[
                  { label: "Answered", value: answered },
                  { label: "Open or skipped", value: interview.data.questions - answered },
                ]}
                sum={{ label: "Questions", value: interview.data.questions }}
              />
            </Section>
            {interview.data.empty.length > 0 && (
              <Section title="No answer speaks to">
                <p className="t2">
                  {interview.data.empty.map(titled).join(", ")}. What is not answered is not invented.
                </p>
              </Section>
            )}
            <Notice>
              Answers are saved as you type. Nothing leaves before you have seen it and said so.
            </Notice>
          </Panel>
        )
      }
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
      {interview.isPending && <Loading />}
      {interview.data && (
        <div className="stack answers">
          {interview.data.items.map((question) => (
            <OneAnswer key={question.key} icp={id!} question={question} />
          ))}
        </div>
      )}
      {asking && <SendAnswers icp={id!} onClose={() => ask(false)} started={() => go(`/scope/icps/${id}`)} />}
    </Page>
  );
}

function OneAnswer({ icp, question }: { icp: string; question: Question }) {
  return <AnswerField question={question} answer={useAnswer(icp, question)} />;
}
