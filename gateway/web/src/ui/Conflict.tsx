import "./conflict.css";
import { useId, useLayoutEffect, useRef, useState } from "react";
import { cache, type Session } from "../data";
import type { Asking } from "./Asked";
import { Button } from "./Button";
import { Dialog } from "./Dialog";
import { Field } from "./Field";
import { Time } from "./Time";

type Choice = "theirs" | "mine" | "both" | "own";

interface Said {
  choice: Choice;
  value: unknown;
}

const words: Record<Exclude<Choice, "own">, string> = {
  theirs: "Take theirs",
  mine: "Keep mine",
  both: "Keep both",
};

/** What was there, what was saved elsewhere and what is one's own, field by field; nothing short is chosen beforehand. */
export function Conflict({ asking }: { asking: Asking }) {
  const { what, who, at, clashes, answer } = asking;
  const [said, say] = useState<Record<string, Said>>(() =>
    Object.fromEntries(
      clashes
        .filter((clash) => clash.part.long && clash.both !== undefined)
        .map((clash): [string, Said] => [clash.path, { choice: "both", value: clash.both }]),
    ),
  );
  const intro = useRef<HTMLParagraphElement>(null);
  // Whoever was typing types into no answer.
  useLayoutEffect(() => intro.current?.focus(), []);
  const own = cache.getQueryData<Session>(["/core/bootstrap"])?.member.email;
  const values = (choices: (one: Said) => boolean) =>
    Object.fromEntries(
      Object.entries(said)
        .filter(([, one]) => choices(one))
        .map(([path, one]) => [path, one.value]),
    );
  // What was written here outlives the dialog; what was only pressed does not.
  const later = () =>
    answer(
      values((one) => one.choice === "own"),
      false,
    );
  const open = clashes.filter((clash) => !said[clash.path]);
  return (
    <Dialog
      open
      onClose={later}
      title={`${what} was changed meanwhile`}
      actions={
        <>
          <Button kind="quiet" onClick={later}>
            Not now
          </Button>
          <Button
            kind="main"
            edits
            disabledBecause={
              open.length > 0 && `Choose first: ${open.map((clash) => clash.part.label).join(", ")}.`
            }
            onClick={() =>
              answer(
                values(() => true),
                true,
              )
            }
          >
            Save this
          </Button>
        </>
      }
    >
      <p ref={intro} tabIndex={-1} className="t2 conflict-intro">
        {!who ? "It was saved elsewhere" : who === own ? "You saved it in another tab" : `${who} saved it`}
        {at && (
          <>
            {" "}
            (<Time at={at} />)
          </>
        )}{" "}
        while you were writing. What does not touch is kept from both. Say what is to stand here.
      </p>
      {clashes.map((clash) => (
        <OneClash
          key={clash.path}
          clash={clash}
          said={said[clash.path]}
          say={(one) => say((all) => ({ ...all, [clash.path]: one }))}
        />
      ))}
    </Dialog>
  );
}

function OneClash({
  clash,
  said,
  say,
}: {
  clash: Asking["clashes"][number];
  said: Said | undefined;
  say: (one: Said) => void;
}) {
  const name = useId();
  const { part, base, theirs, mine, both } = clash;
  const written = typeof theirs === "string" && typeof mine === "string" && !part.show;
  const show = (value: unknown) => (part.show ? part.show(value) : typeof value === "string" ? value : "");
  const canBoth = both !== undefined && (part.long || typeof both !== "string");
  const choices = (["theirs", "mine", "both"] as const).filter((choice) => choice !== "both" || canBoth);
  const field = {
    name: clash.path,
    label: `${part.label} as it will be saved`,
    value: String(said ? said.value : mine),
    onChange: (event: { currentTarget: { value: string } }) =>
      say({ choice: "own", value: event.currentTarget.value }),
  };
  return (
    <fieldset className="clash">
      <legend>{part.label}</legend>
      <dl className="clash-versions">
        <Version head="Before" text={show(base)} />
        <Version head="Theirs" text={show(theirs)} before={show(base)} />
        <Version head="Mine" text={show(mine)} before={show(base)} />
      </dl>
      <div className="row">
        {choices.map((choice) => (
          <label key={choice} className="check">
            <input
              type="radio"
              name={name}
              checked={said?.choice === choice}
              onChange={() => say({ choice, value: clash[choice] })}
            />
            <span>{words[choice]}</span>
          </label>
        ))}
      </div>
      {written && (part.long ? <Field as="textarea" {...field} /> : <Field {...field} />)}
    </fieldset>
  );
}

/** One of the three; lines that were not there before are marked. */
function Version({ head, text, before }: { head: string; text: string; before?: string }) {
  const known = before?.split("\n");
  return (
    <div>
      <dt>{head}</dt>
      <dd>
        {text === "" ? (
          <span className="t3">Nothing</span>
        ) : (
          text.split("\n").map((line, at) => (
            <span key={at}>
              {at > 0 && "\n"}
              {known && line && !known.includes(line) ? <mark>{line}</mark> : line}
            </span>
          ))
        )}
      </dd>
    </div>
  );
}
