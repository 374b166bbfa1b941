import "./scope.css";
import { useEffect, useRef, useState } from "react";
import { useLocation, useParams } from "wouter";
import { useAct, useGet, useReadOnly } from "../data";
import { Badge, Button, Facts, Failed, Field, Loading, Notice, Page, Panel, Section } from "../ui";
import { IcpTabs } from "./IcpTabs";
import { SendAnswers } from "./SendAnswers";
import { running, titled, type Icp, type Interview, type Question } from "./shapes";

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
      actions={interview.data && write}
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
            <AnswerField key={question.key} icp={id!} question={question} />
          ))}
        </div>
      )}
      {asking && <SendAnswers icp={id!} onClose={() => ask(false)} started={() => go(`/scope/icps/${id}`)} />}
    </Page>
  );
}

/** Saves 800 ms after the last key, and at once when left; a refusal keeps what was typed. */
function AnswerField({ icp, question }: { icp: string; question: Question }) {
  const [text, setText] = useState(question.value);
  const saved = useRef({ value: question.value, version: question.version });
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const readOnly = useReadOnly();
  const save = useAct<Question, string>("PUT", `/scope/icps/${icp}/answers/${question.key}`, {
    etag: () => `"${saved.current.version}"`,
    body: (value) => ({ value }),
    refresh: [`/scope/icps/${icp}/interview`],
    done: (out) => {
      saved.current = { value: out.value, version: out.version };
    },
  });
  const latest = useRef(text);
  latest.current = text;
  const saveNow = () => {
    clearTimeout(timer.current);
    if (latest.current.trim() !== saved.current.value && !save.isPending) save.mutate(latest.current);
  };
  const flush = useRef(saveNow);
  flush.current = saveNow;
  useEffect(() => () => flush.current(), []);
  // What was typed while a save was on its way follows it.
  useEffect(() => {
    if (save.isSuccess) flush.current();
  }, [save.isSuccess, save.data]);

  const stale = save.error?.is("stale-version")
    ? (save.error.more.current as Question | undefined)
    : undefined;
  return (
    <div>
      <Field
        as="textarea"
        name={question.key}
        label={`${question.id}. ${question.question}`}
        help={question.help}
        value={text}
        maxLength={8000}
        readOnly={readOnly}
        problem={save.error}
        onChange={(event) => {
          setText(event.currentTarget.value);
          clearTimeout(timer.current);
          timer.current = setTimeout(() => flush.current(), 800);
        }}
        onBlur={saveNow}
      />
      <p className="small t3 saved" role="status">
        {save.isPending
          ? "Saving"
          : text.trim() === saved.current.value && text !== ""
            ? "Saved"
            : save.error && !stale
              ? "Not saved"
              : ""}
      </p>
      {stale && (
        <Notice tone="warning" title="This answer was changed elsewhere meanwhile.">
          There it says: “{stale.value}”.{" "}
          <span className="row">
            <Button
              small
              onClick={() => {
                saved.current = { value: stale.value, version: stale.version };
                save.mutate(latest.current);
              }}
            >
              Keep mine
            </Button>
            <Button
              small
              onClick={() => {
                saved.current = { value: stale.value, version: stale.version };
                setText(stale.value);
                save.reset();
              }}
            >
              Take theirs
            </Button>
          </span>
        </Notice>
      )}
      {save.error && !stale && !save.error.errors.value && (
        <Notice problem={save.error} retry={() => save.mutate(latest.current)} />
      )}
      {save.error?.errors.value && (
        <Badge tone="danger" icon="circle-alert">
          {save.error.errors.value[0]}
        </Badge>
      )}
    </div>
  );
}
