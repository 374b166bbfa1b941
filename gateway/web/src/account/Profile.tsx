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
import { SettingsPage } from "./SettingsPage";

const zones = Intl.supportedValuesOf("timeZone");

export default function Profile() {
  const [, go] = useLocation();
  const session = useSession();
  const account = session.data?.account;
  const save = useAct<Session["account"], { name: string; timeZone: string }>("PATCH", "/core/account", {
    etag: account && `"${account.version}"`,
    refresh: ["/core/bootstrap"],
    done: () => toast("Saved."),
  });
  const links = useAct<Session["account"], { sameBrowserOnly: boolean }>("PATCH", "/core/account", {
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
  const known = zones.includes(account.timeZone) ? zones : [account.timeZone, ...zones];
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
          key={account.version}
          keep="profile"
          act={save}
          className="stack form"
          onSubmit={({ name = "", timeZone = "" }) => save.mutate({ name: name.trim(), timeZone })}
        >
          <Field
            label="Name"
            name="name"
            defaultValue={account.name}
            maxLength={120}
            problem={save.error}
            help="Stands at the top of the side bar."
          />
          <Field
            as="select"
            label="Time zone"
            name="timeZone"
            defaultValue={account.timeZone}
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
          {save.error && <Notice problem={save.error} />}
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
