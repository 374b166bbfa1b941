import { useLocation } from "wouter";
import { useAct, useSession, type Entitlement, type Session } from "../data";
import { signOut } from "../shell/commands";
import {
  Badge,
  Button,
  Field,
  Form,
  Loading,
  Notice,
  Section,
  Table,
  Time,
  toast,
  Toggle,
  type Tone,
} from "../ui";
import type { Editing, Fields, Part } from "../ui/merging";
import { useMerging } from "../ui/useMerging";
import { SettingsPage } from "./SettingsPage";

type Account = Session["account"];

const parts: Record<string, Part> = {
  name: { label: "Name" },
  timeZone: { label: "Time zone", show: String },
};

const editing: Editing<Account, Fields> = {
  what: "This account",
  wordsOf: ({ name, timeZone }) => ({ name, timeZone }),
  part: (path) => parts[path],
};

const zones = Intl.supportedValuesOf("timeZone");

export default function Profile() {
  const [, go] = useLocation();
  const session = useSession();
  const account = session.data?.account;
  const save = useMerging<Account, Fields>("PATCH", "/core/account", {
    editing,
    body: ({ name = "", timeZone }) => ({ name: name.trim(), timeZone }),
    refresh: ["/core/bootstrap"],
    done: () => toast("Saved."),
  });
  const links = useAct<Account, { sameBrowserOnly: boolean }>("PATCH", "/core/account", {
    etag: account && `"${account.version}"`,
    refresh: ["/core/bootstrap"],
    done: () => toast("Saved."),
  });
  if (!session.data || !account) {
    return (
      <SettingsPage title="Profile">
        <Loading />
      </SettingsPage>
    );
  }
  const shown = save.over(account);
  const known = zones.includes(shown.timeZone) ? zones : [shown.timeZone, ...zones];
  return (
    <SettingsPage
      title="Profile"
      actions={
        <Button icon="log-out" onClick={() => void signOut(go)}>
          Sign out
        </Button>
      }
    >
      <Section title="Account" sub={account.email}>
        <Form
          key={shown.version}
          keep="profile"
          from={{ version: shown.version, words: editing.wordsOf(shown) }}
          act={save}
          className="stack form"
          onSubmit={(_fields, _form, edit) => save.save(edit)}
        >
          <Field
            label="Name"
            name="name"
            defaultValue={shown.name}
            maxLength={120}
            problem={save.error}
            help="Stands at the top of the side bar."
          />
          <Field
            as="select"
            label="Time zone"
            name="timeZone"
            defaultValue={shown.timeZone}
            problem={save.error}
            help="Times on every page are shown in it."
          >
            {known.map((zone) => (
              <option key={zone} value={zone}>
                {zone}
              </option>
            ))}
          </Field>
          <div>
            <Button kind="main" type="submit" act={save} busy="Saving">
              Save
            </Button>
          </div>
          {save.error && <Notice problem={save.error} typed />}
        </Form>
      </Section>
      <Section title="Sign-in links">
        <Toggle
          label="A link opens only the browser that asked for it"
          on={account.sameBrowserOnly}
          act={links}
          change={(sameBrowserOnly) => links.mutate({ sameBrowserOnly })}
        />
        <p className="small t3 below">
          A link opened elsewhere then shows a six-digit number to type in the first browser.
        </p>
        {links.error && <Notice problem={links.error} />}
      </Section>
      <Section title="Products">
        <Table<Entitlement>
          label="Products"
          rows={session.data.entitlements}
          rowKey={(row) => row.product}
          columns={[
            { head: "Product", cell: (row) => capital(row.product) },
            { head: "State", cell: (row) => <EntitlementState state={row.state} /> },
            { head: "Plan", cell: (row) => capital(row.plan ?? ""), wideOnly: true },
            { head: "Why", cell: (row) => row.why, grow: true, wideOnly: true },
            { head: "Trial ends", cell: (row) => <Time at={row.trialEndsAt} />, num: true },
          ]}
        />
      </Section>
    </SettingsPage>
  );
}

export const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1).replaceAll("_", " ");

export function EntitlementState({ state }: { state: string }) {
  const tone: Tone =
    state === "active" ? "positive" : state === "trial" || state === "trialing" ? "accent" : "warning";
  return (
    <Badge tone={tone} icon={tone === "warning" ? "circle-alert" : "check"}>
      {capital(state)}
    </Badge>
  );
}
