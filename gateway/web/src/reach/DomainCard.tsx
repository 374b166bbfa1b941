import { useState } from "react";
import { useAct } from "../data";
import { Link } from "wouter";
import { Badge, Button, Confirm, many, Notice, Table, Time, toast } from "../ui";
import type { SendingDomain } from "./shapes";

type Line = SendingDomain["records"][number];

/** One domain: its state, the DNS records to set, the check. */
export function DomainCard({ domain }: { domain: SendingDomain }) {
  const [asking, ask] = useState(false);
  const check = useAct<SendingDomain>("POST", `/reach/domains/${domain.id}/check`, {
    done: (out) =>
      toast(
        out.verified ? `${out.name} is verified.` : `${out.name} is not verified yet. DNS can take an hour.`,
      ),
  });
  const remove = useAct("DELETE", `/reach/domains/${domain.id}`, {
    etag: `"${domain.version}"`,
    done: () => toast(`${domain.name} was removed.`),
  });
  const failed = domain.status.includes("fail");
  return (
    <article className="domain" aria-label={domain.name}>
      <header className="row">
        <h3>{domain.name}</h3>
        <State status={domain.status} />
        <span className="small t3">
          {domain.checkedAt ? (
            <>
              checked <Time at={domain.checkedAt} />
            </>
          ) : (
            "not checked yet"
          )}
        </span>
        <span className="row row-end">
          <Button small icon="refresh-cw" act={check} busy="Checking" onClick={() => check.mutate()}>
            Check now
          </Button>
          <Button
            small
            kind="danger"
            icon="trash-2"
            label={`Remove ${domain.name}`}
            onClick={() => ask(true)}
          >
            {null}
          </Button>
        </span>
      </header>
      {check.error && <Notice problem={check.error} />}
      {domain.pausedCampaigns !== null && domain.pausedCampaigns > 0 && (
        <Notice
          tone="warning"
          title={`${many(domain.pausedCampaigns, "campaign")} paused because of this domain.`}
        >
          {domain.verified ? "It is verified again; " : "Once it is verified, "}
          <Link href="/reach/campaigns">resume what shall go on</Link>. Nothing goes on by itself.
        </Notice>
      )}
      {domain.records.length === 0 && failed ? (
        <Notice tone="danger" title="Resend has not taken this domain.">
          Nothing is lost here.{" "}
          <span className="row">
            <Button small icon="rotate-ccw" act={check} busy="Asking" onClick={() => check.mutate()}>
              Retry
            </Button>
          </span>
        </Notice>
      ) : domain.records.length === 0 ? (
        <p className="t2" role="status">
          Resend is being asked for the DNS records.
        </p>
      ) : (
        <details open={!domain.verified}>
          <summary className="t2">DNS records to set at your provider</summary>
          <Table<Line>
            label={`DNS records of ${domain.name}`}
            rows={domain.records}
            rowKey={(row) => `${row.type} ${row.name} ${row.value}`}
            columns={[
              { head: "For", cell: (row) => row.record },
              { head: "Type", cell: (row) => row.type },
              {
                head: "Name",
                cell: (row) => <Copy value={row.name} what={`the name of the ${row.record} record`} />,
              },
              {
                head: "Value",
                cell: (row) => <Copy value={row.value} what={`the value of the ${row.record} record`} />,
                grow: true,
              },
              { head: "Priority", cell: (row) => row.priority ?? "", num: true, wideOnly: true },
              {
                head: "State",
                cell: (row) =>
                  row.status === "verified" ? (
                    <Badge tone="positive" icon="check">
                      Found
                    </Badge>
                  ) : (
                    <Badge tone="warning" icon="clock">
                      {row.status === "failed" ? "Not found" : "Waiting"}
                    </Badge>
                  ),
              },
            ]}
          />
        </details>
      )}
      <p className="small t3">
        DMARC:{" "}
        {domain.dmarc === "found"
          ? "a policy is published."
          : domain.dmarc === "missing"
            ? "no policy found. Big mailbox providers ask for one: set a TXT record _dmarc with v=DMARC1; p=none."
            : domain.dmarc === "unanswered"
              ? "not known. The name server did not answer; check again in a while."
              : "not looked at yet."}
      </p>
      <Confirm
        open={asking}
        onClose={() => ask(false)}
        title={`Remove ${domain.name}?`}
        verb="Remove the domain"
        busy="Removing"
        act={remove}
        destroys
        onConfirm={() => remove.mutate()}
      >
        Its senders cannot send any more, and Resend is told to forget it.
        {remove.error && <Notice problem={remove.error} />}
      </Confirm>
    </article>
  );
}

/** Resend's word on the domain, in ours. */
function State({ status }: { status: string }) {
  if (status === "verified")
    return (
      <Badge tone="positive" icon="check">
        Verified
      </Badge>
    );
  const failed = status.includes("fail");
  return (
    <Badge tone={failed ? "danger" : "warning"} icon={failed ? "circle-alert" : "clock"}>
      {words[status] ?? "Not verified"}
    </Badge>
  );
}

const words: Record<string, string> = {
  pending: "Being looked for",
  failed: "Failed",
  partially_verified: "Verified in part",
  partially_failed: "Failed in part",
  temporary_failure: "Failed for now",
};

function Copy({ value, what }: { value: string; what: string }) {
  return (
    <span className="copy">
      <code>{value}</code>
      <Button
        small
        kind="quiet"
        icon="copy"
        label={`Copy ${what}`}
        onClick={() =>
          void navigator.clipboard.writeText(value).then(
            () => toast("Copied."),
            () => toast("The browser did not allow copying. Select the text instead."),
          )
        }
      >
        {null}
      </Button>
    </span>
  );
}
