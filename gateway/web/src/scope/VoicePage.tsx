import "./scope.css";
import { useEffect, useState } from "react";
import { Link, useParams } from "wouter";
import { useGet } from "../data";
import { Badge, Button, Failed, Icon, Loading, Notice, Page, Panel, Section } from "../ui";
import { ConfirmHeard } from "./ConfirmHeard";
import { IcpTabs } from "./IcpTabs";
import { titled, type Icp, type Interview, type VoiceIntake, type VoiceTurn } from "./shapes";
import { missing } from "./turns";
import { useVoice, type Phase } from "./useVoice";

const words: Record<Phase, string> = {
  idle: "Microphone off",
  connecting: "Connecting",
  listening: "Listening",
  paused: "Paused",
  reconnecting: "Reconnecting",
  finishing: "Finishing",
  leaving: "Stopping",
};

/** The interview by voice. Nothing is heard before consent, and nothing heard is an answer before it is confirmed. */
export default function VoicePage() {
  const { id } = useParams();
  const icp = useGet<Icp>(`/scope/icps/${id}`);
  const interview = useGet<Interview>(`/scope/icps/${id}/interview`);
  const intake = useGet<VoiceIntake>(`/scope/icps/${id}/voice-intake`);
  const voice = useVoice(id!);
  const failed = icp.error ?? interview.error ?? intake.error;
  const idle = voice.phase === "idle";
  const own = voice.turns.length > 0;
  const turns = own ? voice.turns : (intake.data?.turns ?? []);
  const repeat = own ? voice.repeat : (intake.data?.repeat ?? []);
  return (
    <Page
      title={icp.data?.name ?? "ICP"}
      back={{ href: "/scope/icps", label: "ICPs" }}
      badge={
        !idle && (
          <Badge tone="accent" icon="mic">
            {words[voice.phase]}
          </Badge>
        )
      }
      sub={
        !idle && (
          <>
            <Elapsed told={voice.seconds} runs={voice.phase === "listening" || voice.phase === "paused"} /> of{" "}
            {clock(intake.data?.longest ?? 1800)}
          </>
        )
      }
      actions={
        <>
          <Button icon="keyboard" href={`/scope/icps/${id}/interview`}>
            Type instead
          </Button>
          {!idle && !voice.whole && <Finish voice={voice} />}
        </>
      }
      tabs={<IcpTabs id={id!} />}
      panel={
        intake.data &&
        interview.data && (
          <Known
            interview={interview.data}
            heard={idle ? before(intake.data) : voice.heard}
            asking={voice.asking}
          />
        )
      }
    >
      {failed && !intake.data && (
        <Failed
          problem={failed}
          retry={() => {
            void icp.refetch();
            void interview.refetch();
            void intake.refetch();
          }}
        />
      )}
      {intake.isPending && <Loading />}
      {intake.data && interview.data && idle && (
        <div className="stack answers">
          {voice.refused && (
            <Notice tone="warning" icon="mic" title="The browser gave no microphone.">
              Allow it for this site in the address bar and start again, or answer by typing: the questions
              are the same.
            </Notice>
          )}
          {voice.said && <Notice title={voice.said} />}
          {voice.problem && <Notice problem={voice.problem} />}
          <ConfirmHeard icp={id!} interview={interview.data} heard={intake.data.toConfirm} />
          {turns.length > 0 && <Transcript turns={turns} />}
          <Missing icp={id!} turns={turns} repeat={repeat} />
          <Consent intake={intake.data} start={voice.start} />
        </div>
      )}
      {intake.data && interview.data && !idle && (
        <div className="talk">
          <div className="talk-said" tabIndex={0} role="region" aria-label="Transcript">
            <Transcript turns={turns} live />
          </div>
          <div className="talk-controls stack">
            <Missing icp={id!} turns={turns} repeat={repeat} lost={voice.lost} />
            {voice.unanswered && (
              <Notice tone="warning" title="OpenAI broke off.">
                <Button small onClick={voice.ask}>
                  Ask again
                </Button>
              </Notice>
            )}
            {voice.almostOver && (
              <Notice tone="warning" title="One minute is left.">
                What was heard is kept and waits for you here. The rest can be typed.
              </Notice>
            )}
            {voice.whole && (
              <Notice tone="positive" title="Every question was asked.">
                {voice.phase === "paused"
                  ? "The microphone is paused, so nothing more goes to OpenAI. Look at what was heard before it is saved, or go on to add something."
                  : "Look at what was heard before it is saved."}
              </Notice>
            )}
            <Controls voice={voice} />
          </div>
        </div>
      )}
    </Page>
  );
}

function Finish({ voice }: { voice: ReturnType<typeof useVoice> }) {
  return (
    <Button
      kind="main"
      edits
      disabledBecause={voice.phase !== "listening" && voice.phase !== "paused" && "It is not connected."}
      onClick={voice.finish}
    >
      Finish and review
    </Button>
  );
}

function Consent({ intake, start }: { intake: VoiceIntake; start: () => void }) {
  const again = intake.id && !intake.endedAt;
  return (
    <Section title={again ? "Go on speaking" : "Answer by voice"}>
      <p>
        <strong>Your voice and its text go to OpenAI while this page listens.</strong> OpenAI keeps both for
        up to 30 days to look into abuse and does not train on them. We keep the text, never the sound. The
        questions appear here as text, and nothing you say is an answer before you have confirmed it.
      </p>
      <p className="row">
        <Button
          kind="main"
          icon="mic"
          edits
          disabledBecause={
            intake.questions === 0 &&
            "Every question has an answer, or one that waits above. Clear it, or leave it out, to speak about it again."
          }
          onClick={start}
        >
          {again ? "Agree and go on" : "Agree and start"}
        </Button>
      </p>
    </Section>
  );
}

function Controls({ voice }: { voice: ReturnType<typeof useVoice> }) {
  const paused = voice.phase === "paused";
  return (
    <>
      <p className="row">
        {voice.whole && <Finish voice={voice} />}
        <Button
          icon={paused ? "play" : "mic"}
          pressed={paused}
          disabledBecause={voice.phase !== "listening" && !paused && "It is not connected."}
          onClick={() => voice.pause(!paused)}
        >
          {paused ? "Go on" : "Pause"}
        </Button>
        <Button icon="square" onClick={voice.stop}>
          Stop
        </Button>
        <meter
          className="loudness"
          min={0}
          max={0.3}
          value={Math.min(voice.level, 0.3)}
          aria-label="Loudness"
        />
        <span className="t2" role="status">
          {paused
            ? "Paused: nothing is heard."
            : voice.phase === "reconnecting"
              ? "Reconnecting. Wait before you speak: nothing is heard now."
              : voice.phase !== "listening"
                ? `${words[voice.phase]}.`
                : voice.speaking
                  ? "You are heard."
                  : "Silence."}
        </span>
      </p>
      <p className="t2 small">
        Your voice and its text go to OpenAI while this page listens. We keep the text, never the sound.
      </p>
    </>
  );
}

/** What has to be said once more, or typed. */
function Missing({
  icp,
  turns,
  repeat,
  lost,
}: {
  icp: string;
  turns: VoiceTurn[];
  repeat: string[];
  /** While the page listens: whether the connection was lost. */
  lost?: boolean;
}) {
  const answer = missing(turns, repeat);
  if (!answer && !lost) return null;
  return (
    <div role={lost === undefined ? undefined : "alert"}>
      {answer ? (
        <Notice
          tone="warning"
          title={answer.part ? "Your last answer arrived only in part." : "Your last answer did not arrive."}
        >
          {answer.asked && <>The question was: “{answer.asked}” </>}
          Say it again, or <Link href={`/scope/icps/${icp}/interview`}>type it</Link>.
        </Notice>
      ) : (
        <Notice tone="warning" title="The connection was lost for a moment.">
          What does not stand in the transcript was not heard: say it again.
        </Notice>
      )}
    </div>
  );
}

function Transcript({ turns, live = false }: { turns: VoiceTurn[]; live?: boolean }) {
  return (
    <ol className="turns" aria-label="What was said" aria-live="polite">
      {turns.map((turn) => (
        <li key={turn.item}>
          <span className="t2 small">{turn.ours ? "LeadFuel" : "You"}</span>
          <p>
            <Words turn={turn} live={live} />
          </p>
        </li>
      ))}
    </ol>
  );
}

function Words({ turn, live }: { turn: VoiceTurn; live: boolean }) {
  if (turn.state === "written" || (live && turn.state === "waiting")) return turn.text || "…";
  return (
    <>
      {turn.text} <em className="t2">{turn.ours || turn.text ? "broken off" : "not transcribed"}</em>
    </>
  );
}

function Known({
  interview,
  heard,
  asking,
}: {
  interview: Interview;
  heard: Record<string, string>;
  asking?: string;
}) {
  const known = interview.items.filter((question) => question.state === "answered" || heard[question.key]);
  return (
    <Panel title="What we know so far">
      <Section title="What we know so far" sub={`${known.length} of ${interview.questions}`}>
        <ul className="known">
          {interview.items.map((question) => {
            const words = question.state === "answered" ? question.value : heard[question.key];
            const now = question.key === asking;
            return (
              <li key={question.key} aria-current={now ? "step" : undefined}>
                <Icon name={words ? "check" : now ? "mic" : "circle-dashed"} />
                <span>{titled(question.key)}</span>
                <span className={words ? "cut" : "cut t3"}>
                  {words ||
                    (now
                      ? "being asked"
                      : question.key in heard
                        ? "no answer"
                        : question.state === "skipped"
                          ? "skipped"
                          : "not asked yet")}
                </span>
              </li>
            );
          })}
        </ul>
      </Section>
    </Panel>
  );
}

/** What earlier intakes heard, and which questions got no answer. */
const before = (intake: VoiceIntake): Record<string, string> =>
  Object.fromEntries([
    ...intake.passed.map((key) => [key, ""]),
    ...Object.entries(intake.toConfirm).map(([key, { text }]) => [key, text]),
  ]);

/** The server tells the time every few seconds; between them the clock goes on. */
function Elapsed({ told, runs }: { told: number; runs: boolean }) {
  const [since, setSince] = useState(0);
  useEffect(() => {
    setSince(0);
    if (!runs) return;
    const from = Date.now();
    const tick = setInterval(() => setSince((Date.now() - from) / 1000), 1000);
    return () => clearInterval(tick);
  }, [told, runs]);
  return clock(told + since);
}

const clock = (seconds: number) =>
  `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
