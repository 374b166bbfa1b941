import { useGet } from "../data";
import { Button, Check, Loading, Notice } from "../ui";
import { FindPerson } from "./FindPerson";
import { nameOf, type ContactView, type Inclusion } from "./shapes";

const words: Record<string, string> = {
  email: "Address",
  first_name: "First name",
  last_name: "Last name",
  company: "Company",
  title: "Title",
  country: "Country",
};

/** What of one person goes along, field by field; nothing is ticked beforehand, and nothing is remembered. */
export function IncludePerson({
  chosen,
  choose,
}: {
  chosen?: Inclusion;
  choose: (inclusion: Inclusion | undefined) => void;
}) {
  const person = useGet<ContactView>(`/reach/contacts/${chosen?.contactId ?? ""}`, { off: !chosen });
  const fields = person.data ? fieldsOf(person.data) : [];
  return (
    <details>
      <summary className="t2">Tell Claude about one person</summary>
      <FindPerson
        label="Person"
        help="By default nobody is named to Claude. Only what you tick here goes along, this one time; your activity log says so."
        chosen={chosen?.contactId ?? ""}
        choose={(contactId) => choose(contactId ? { contactId, fields: [] } : undefined)}
      />
      {chosen && person.data && (
        <p>
          <b className="strong">{nameOf(person.data) || person.data.email}</b>{" "}
          <Button small kind="quiet" icon="x" onClick={() => choose(undefined)}>
            Nobody
          </Button>
        </p>
      )}
      {chosen && person.isPending && <Loading rows={2} />}
      {chosen && person.error && <Notice problem={person.error} retry={() => void person.refetch()} />}
      {chosen && (
        <ul className="choose">
          {fields.map(([name, value]) => (
            <li key={name}>
              <Check
                checked={chosen.fields.includes(name)}
                onChange={() =>
                  choose({
                    ...chosen,
                    fields: chosen.fields.includes(name)
                      ? chosen.fields.filter((one) => one !== name)
                      : [...chosen.fields, name],
                  })
                }
                label={
                  <>
                    {words[name] ?? name} <span className="t3">{value}</span>
                  </>
                }
              />
            </li>
          ))}
        </ul>
      )}
    </details>
  );
}

const fieldsOf = (person: ContactView): [string, string][] =>
  (
    [
      ["first_name", person.firstName],
      ["last_name", person.lastName],
      ["company", person.company],
      ["title", person.title],
      ["country", person.country],
      ["email", person.email],
      ...Object.entries(person.attributes),
    ] as [string, string][]
  ).filter(([, value]) => value);
