import { useAct } from "../data";
import { Button, Dialog, Field, Form, Notice, toast } from "../ui";
import type { Deal } from "./shapes";

/** Which company a deal is of, said by hand; further deals of that company follow. */
export function MatchDeal({ deal, onClose }: { deal: Deal; onClose: () => void }) {
  const match = useAct<Deal, { domain: string }>("PUT", `/scope/outcomes/${deal.id}/match`, {
    etag: `"${deal.version}"`,
    done: (out) => {
      onClose();
      toast(out.domain ? `The deal is of ${out.domain}.` : "The deal is of no company.");
    },
  });
  return (
    <Dialog open onClose={onClose} title={`Whose deal is “${deal.name ?? deal.vendorDealId}”?`}>
      <Form onSubmit={({ domain = "" }) => match.mutate({ domain: domain.trim() })}>
        <Field
          label="The company’s domain"
          name="domain"
          help="Like kestrelpay.com. If the deal is closed, campaign mails to people there end."
          maxLength={253}
          defaultValue={deal.domain ?? deal.suggestions[0] ?? ""}
          autoFocus
          problem={match.error}
        />
        {deal.suggestions.length > 1 && (
          <p className="t2">Its name also speaks of {deal.suggestions.slice(1).join(" and ")}.</p>
        )}
        {match.error && !match.error.errors.domain && <Notice problem={match.error} />}
        <div className="dialog-actions">
          <Button kind="quiet" act={match} onClick={() => match.mutate({ domain: "" })}>
            It is of none
          </Button>
          <Button kind="main" type="submit" act={match} busy="Saving">
            This is the company
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}
