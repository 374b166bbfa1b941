import "./scope.css";
import { useParams } from "wouter";
import { useGet } from "../data";
import { Badge, Button, Failed, Loading, Notice, Page, Panel, Section } from "../ui";
import { ConfirmHeard } from "./ConfirmHeard";
import { IcpTabs } from "./IcpTabs";
import { titled, type Icp, type Interview, type VoiceIntake, type VoiceTurn } from "./shapes";
import { useVoice, type Phase } from "./useVoice";

const words: Record<Phase, string> = {
  idle: "Microphone off",
  connecting: "Connecting",
  listening: "Listening",
  paused: "Paused",
  reconnecting: "Reconnecting",
  finishing: "Finishing",
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
  const turns = voice.turns.length > 0 ? voice.turns : (intake.data?.turns ?? []);
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
      sub={!idle && `${clock(voice.seconds)} of ${clock(intake.data?.longest ?? 1800)}`}
      actions={
        <>
          <Button icon="keyboard" href={`/scope/icps/${id}/interview`}>
            Type instead
          </Button>
          {!idle && (
            <Button
              kind="main"
              edits
              disabledBecause={
                voice.phase !== "listening" && voice.phase !== "paused" && "It is not connected."
              }
              onClick={voice.finish}
            >
              Finish and review
            </Button>
          )}
        </>
      }
      tabs={<IcpTabs id={id!} />}
      panel={intake.data && interview.data && <Known interview={interview.data} />}
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
      {intake.data && interview.data && (
        <div className="stack answers">
          {voice.refused && (
            <Notice tone="warning" icon="mic" title="The browser gave no microphone.">
              Allow it for this site in the address bar and start again, or answer by typing: the questions
              are the same.
            </Notice>
          )}
          {voice.said && <Notice title={voice.said} />}
          {voice.problem && <Notice problem={voice.problem} />}
          {idle && interview.data && Object.keys(intake.data.toConfirm).length > 0 && (
            <ConfirmHeard icp={id!} interview={interview.data} heard={intake.data.toConfirm} />
          )}
          {turns.length > 0 && <Transcript turns={turns} />}
          {voice.unanswered && (
            <Notice tone="warning" title="OpenAI broke off.">
              <Button small onClick={voice.ask}>
                Ask again
              </Button>
            </Notice>
          )}
          {voice.whole && !idle && (
            <Notice tone="positive" title="Every question was asked.">
              Finish, and look at what was heard before it is saved.
            </Notice>
          )}
          {idle ? (
            <Consent intake={intake.data} open={open(interview.data)} start={voice.start} />
          ) : (
            <Controls voice={voice} />
          )}
        </div>
      )}
    </Page>
  );
}

function Consent({ intake, open, start }: { intake: VoiceIntake; open: number; start: () => void }) {
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
          edits
          disabledBecause={open === 0 && "Every question has an answer. Clear one to speak about it again."}
          onClick={start}
        >
          <span aria-hidden="true">🎤</span> {again ? "Agree and go on" : "Agree and start"}
        </Button>
      </p>
    </Section>
  );
}

function Controls({ voice }: { voice: ReturnType<typeof useVoice> }) {
  const paused = voice.phase === "paused";
  return (
    <div className="stack">
      <p className="row">
        <Button
          icon={paused ? "play" : "pause"}
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
    </div>
  );
}

function Transcript({ turns }: { turns: VoiceTurn[] }) {
  return (
    <ol className="turns" aria-label="What was said" aria-live="polite">
      {turns.map((turn) => (
        <li key={turn.item}>
          <span className="t2 small">{turn.ours ? "LeadFuel" : "You"}</span>
          <p>
            {turn.state === "not_transcribed" ? <em className="t2">not transcribed</em> : turn.text || "…"}
          </p>
        </li>
      ))}
    </ol>
  );
}

function Known({ interview }: { interview: Interview }) {
  return (
    <Panel title="What is answered">
      <Section title="Answered so far" sub={`${interview.answered} of ${interview.questions}`}>
        <ul className="quotes">
          {interview.items.map((question) => (
            <li key={question.key}>
              {titled(question.key)}{" "}
              <span className="t3 small">{question.state === "answered" ? "answered" : "open"}</span>
            </li>
          ))}
        </ul>
      </Section>
    </Panel>
  );
}

const open = (interview: Interview) => interview.questions - interview.answered;

const clock = (seconds: number) =>
  `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
