import { useAct, useGet } from "../data";
import { Button, Dialog, Field, Form, Notice, toast } from "../ui";
import type { Persona, Target } from "./shapes";

const degrees = ["Not at all", "A little", "Somewhat", "Clearly", "Very"];
const lines = (text = "") =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);

/** Samples are posts of several lines; a line of dashes parts them. */
const samplesOf = (text = "") =>
  text
    .split(/^-{3,}\s*$/m)
    .map((sample) => sample.trim())
    .filter(Boolean);

export function PersonaForm({ persona, onClose }: { persona?: Persona; onClose: () => void }) {
  const targets = useGet<{ items: Target[] }>("/signal/targets").data?.items ?? [];
  const act = useAct<Persona, Record<string, unknown>>(
    persona ? "PUT" : "POST",
    persona ? `/signal/personas/${persona.id}` : "/signal/personas",
    {
      etag: persona && `"${persona.version}"`,
      done: (out) => {
        toast(`${out.name} is saved.`);
        onClose();
      },
    },
  );
  const degree = (label: string, name: "formal" | "playful" | "bold") => (
    <Field
      as="select"
      label={label}
      name={name}
      defaultValue={String(persona?.[name] ?? 1)}
      problem={act.error}
    >
      {degrees.map((word, at) => (
        <option key={word} value={at}>
          {word}
        </option>
      ))}
    </Field>
  );
  const list = (
    label: string,
    name: "dos" | "donts" | "bannedPhrases" | "signaturePhrases",
    placeholder: string,
  ) => (
    <Field
      as="textarea"
      label={label}
      name={name}
      rows={2}
      help="One in each line."
      defaultValue={persona?.[name].join("\n")}
      placeholder={placeholder}
      problem={act.error}
    />
  );
  return (
    <Dialog open onClose={onClose} title={persona ? `Change ${persona.name}` : "Whose voice is it?"}>
      <Form
        keep={persona ? `persona ${persona.id} v${persona.version}` : "new-persona"}
        act={act}
        onSubmit={(fields) =>
          act.mutate({
            ...fields,
            formal: Number(fields.formal),
            playful: Number(fields.playful),
            bold: Number(fields.bold),
            dos: lines(fields.dos),
            donts: lines(fields.donts),
            bannedPhrases: lines(fields.bannedPhrases),
            signaturePhrases: lines(fields.signaturePhrases),
            samples: samplesOf(fields.samples),
            defaultTargetId: fields.defaultTargetId || null,
          })
        }
      >
        <Field
          label="Name"
          name="name"
          maxLength={80}
          autoFocus
          defaultValue={persona?.name}
          placeholder="Maria Kern"
          problem={act.error}
        />
        <Field
          label="Role"
          name="role"
          maxLength={200}
          defaultValue={persona?.role}
          placeholder="Founder, former controller"
          problem={act.error}
        />
        <Field
          label="Speaks to"
          name="audience"
          maxLength={500}
          defaultValue={persona?.audience}
          placeholder="Heads of finance in payment companies"
          problem={act.error}
        />
        <div className="three">
          {degree("Formal", "formal")}
          {degree("Playful", "playful")}
          {degree("Bold", "bold")}
        </div>
        {list("Do", "dos", "Begin with a number")}
        {list("Do not", "donts", "No advice that nobody asked for")}
        {list("Never write", "bannedPhrases", "game changer")}
        {list("Phrases of theirs", "signaturePhrases", "Close early, sleep well")}
        <div className="three">
          <Field as="select" label="Emoji" name="emoji" defaultValue={persona?.emoji ?? "none"}>
            <option value="none">None</option>
            <option value="sparing">Sparingly</option>
            <option value="free">As they fit</option>
          </Field>
          <Field
            as="select"
            label="Hashtags"
            name="hashtags"
            defaultValue={persona?.hashtags ?? "up_to_three"}
          >
            <option value="none">None</option>
            <option value="up_to_three">Up to three</option>
            <option value="free">As they fit</option>
          </Field>
          <Field
            label="Language"
            name="language"
            maxLength={40}
            defaultValue={persona?.language ?? "English"}
            problem={act.error}
          />
        </div>
        <Field
          as="textarea"
          label="Posts that sound right"
          name="samples"
          rows={4}
          help="Up to 20, parted by a line of three dashes. They go to Claude with the rest of the persona."
          defaultValue={persona?.samples.join("\n---\n")}
          problem={act.error}
        />
        <Field
          as="select"
          label="Posts usually go to"
          name="defaultTargetId"
          defaultValue={persona?.defaultTargetId ?? ""}
          problem={act.error}
        >
          <option value="">Chosen each time</option>
          {targets.map((target) => (
            <option key={target.id} value={target.id}>
              {target.name}, {target.kind}
            </option>
          ))}
        </Field>
        {act.error && Object.keys(act.error.errors).length === 0 && <Notice problem={act.error} />}
        <div className="dialog-actions">
          <Button kind="quiet" onClick={onClose}>
            Not now
          </Button>
          <Button kind="main" type="submit" act={act} busy="Saving">
            Save the persona
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}
