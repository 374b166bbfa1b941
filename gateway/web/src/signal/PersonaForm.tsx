import { useGet } from "../data";
import { Button, Dialog, Field, Form, Notice, toast } from "../ui";
import { nameIn, type Editing, type Fields, type Part } from "../ui/merging";
import { useMerging } from "../ui/useMerging";
import type { Persona, Target } from "./shapes";

const degrees = ["Not at all", "A little", "Somewhat", "Clearly", "Very"];
const emoji: Record<Persona["emoji"], string> = { none: "None", sparing: "Sparingly", free: "As they fit" };
const hashtags: Record<Persona["hashtags"], string> = {
  none: "None",
  up_to_three: "Up to three",
  free: "As they fit",
};
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

const degree = (label: string): Part => ({ label, show: (value) => degrees[Number(value)] ?? "" });
const parts: Record<string, Part> = {
  name: { label: "Name" },
  role: { label: "Role" },
  audience: { label: "Speaks to" },
  formal: degree("Formal"),
  playful: degree("Playful"),
  bold: degree("Bold"),
  dos: { label: "Do", long: true },
  donts: { label: "Do not", long: true },
  bannedPhrases: { label: "Never write", long: true },
  signaturePhrases: { label: "Phrases of theirs", long: true },
  emoji: { label: "Emoji", show: (value) => emoji[value as Persona["emoji"]] },
  hashtags: { label: "Hashtags", show: (value) => hashtags[value as Persona["hashtags"]] },
  language: { label: "Language" },
  samples: { label: "Posts that sound right", long: true },
  defaultTargetId: { label: "Posts usually go to", show: nameIn("/signal/targets") },
};

/** As the form holds them. */
const wordsOf = (persona: Persona): Fields => ({
  name: persona.name,
  role: persona.role,
  audience: persona.audience,
  formal: String(persona.formal),
  playful: String(persona.playful),
  bold: String(persona.bold),
  dos: persona.dos.join("\n"),
  donts: persona.donts.join("\n"),
  bannedPhrases: persona.bannedPhrases.join("\n"),
  signaturePhrases: persona.signaturePhrases.join("\n"),
  emoji: persona.emoji,
  hashtags: persona.hashtags,
  language: persona.language,
  samples: persona.samples.join("\n---\n"),
  defaultTargetId: persona.defaultTargetId ?? "",
});

const editing: Editing<Persona, Fields> = { what: "This persona", wordsOf, part: (path) => parts[path] };

export function PersonaForm({ persona, onClose }: { persona?: Persona; onClose: () => void }) {
  const targets = useGet<{ items: Target[] }>("/signal/targets").data?.items ?? [];
  const act = useMerging<Persona, Fields>(
    persona ? "PUT" : "POST",
    persona ? `/signal/personas/${persona.id}` : "/signal/personas",
    {
      editing,
      body: (fields) => ({
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
      }),
      done: (out) => {
        toast(`${out.name} is saved.`);
        onClose();
      },
    },
  );
  const scale = (label: string, name: "formal" | "playful" | "bold") => (
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
        keep={persona ? `persona ${persona.id}` : "new-persona"}
        from={persona && { version: persona.version, words: wordsOf(persona) }}
        act={act}
        onSubmit={(_fields, _form, edit) => act.save(edit)}
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
          {scale("Formal", "formal")}
          {scale("Playful", "playful")}
          {scale("Bold", "bold")}
        </div>
        {list("Do", "dos", "Begin with a number")}
        {list("Do not", "donts", "No advice that nobody asked for")}
        {list("Never write", "bannedPhrases", "game changer")}
        {list("Phrases of theirs", "signaturePhrases", "Close early, sleep well")}
        <div className="three">
          <Field as="select" label="Emoji" name="emoji" defaultValue={persona?.emoji ?? "none"}>
            {Object.entries(emoji).map(([value, word]) => (
              <option key={value} value={value}>
                {word}
              </option>
            ))}
          </Field>
          <Field
            as="select"
            label="Hashtags"
            name="hashtags"
            defaultValue={persona?.hashtags ?? "up_to_three"}
          >
            {Object.entries(hashtags).map(([value, word]) => (
              <option key={value} value={value}>
                {word}
              </option>
            ))}
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
        {act.error && Object.keys(act.error.errors).length === 0 && <Notice problem={act.error} typed />}
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
