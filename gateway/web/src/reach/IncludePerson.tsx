import { useGet, useList } from "../data";
import { Check, Field, Loading, Notice } from "../ui";
import { nameOf, type Contact, type ContactView, type Inclusion } from "./shapes";

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
  const people = useList<Contact>("/reach/contacts", { limit: 200 });
  const person = useGet<ContactView>(`/reach/contacts/${chosen?.contactId ?? ""}`, { off: !chosen });
  const fields = person.data ? fieldsOf(person.data) : [];
  return (
    <details>
      <summary className="t2">Tell Claude about one person</summary>
      <Field
        as="select"
        label="Person"
        name="contact"
        value={chosen?.contactId ?? ""}
        help="By default nobody is named to Claude. Only what you tick here goes along, this one time; your activity log says so."
        onChange={(event) => {
          const contactId = event.currentTarget.value;
          choose(contactId ? { contactId, fields: [] } : undefined);
        }}
      >
        <option value="">Nobody</option>
        {people.items?.map((one) => (
          <option key={one.id} value={one.id}>
            {nameOf(one) || one.email}
          </option>
        ))}
      </Field>
      {people.error && <Notice problem={people.error} retry={() => void people.refetch()} />}
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
