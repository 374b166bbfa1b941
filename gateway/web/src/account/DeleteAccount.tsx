import { useState } from "react";
import { useAct, useSession } from "../data";
import { Button, Confirm, Field, Form, Notice, number, Section } from "../ui";
import { SignInAgain } from "./SignInAgain";

const grace = 30 * 24 * 60 * 60 * 1000;

/** Says what goes and when, has the address typed, asks once more. */
export function DeleteAccount({ rows, away }: { rows: number | undefined; away: string[] }) {
  const session = useSession().data;
  const [typed, type] = useState("");
  const [asking, ask] = useState(false);
  const email = session?.account.email ?? "";
  const request = useAct<unknown, { account: string }>("POST", "/core/deletion", {
    refresh: [],
    // Everybody is signed out by now, this browser too.
    done: () => location.assign("/sign-in?next=/settings/your-data"),
  });
  const day = new Date(Date.now() + grace).toLocaleDateString(undefined, { dateStyle: "long" });
  const matches = typed.trim().toLowerCase() === email && email !== "";
  return (
    <Section title="Delete the account">
      <p className="t2">
        Everybody is signed out at once; sending, posting and reading stop, and subscriptions are set to end
        with the period that is paid. On <b>{day}</b>{" "}
        {rows === undefined ? "all rows" : `${away.length > 0 ? "at least " : ""}${number(rows)} rows`} in all
        services are deleted for good, and so is your customer record at Stripe.{" "}
        {away.length > 0 && `${away.join(" and ")} did not answer; what is there is not counted. `}
        Until then an owner can sign in to download everything or to undo it, and subscriptions whose period
        still runs then go on as before. What other companies were sent stays with them by their own rules.
      </p>
      <Form
        className="stack form below"
        onSubmit={() => {
          if (matches) ask(true);
        }}
      >
        <Field
          label={`Type ${email} to go on`}
          name="account"
          autoComplete="off"
          value={typed}
          onChange={(event) => type(event.currentTarget.value)}
          problem={request.error}
        />
        <p>
          <Button
            kind="danger"
            type="submit"
            disabledBecause={!matches && "Type the account's address first."}
          >
            Request deletion
          </Button>{" "}
          <span className="small t3">Or write to hello@leadfuel.cloud</span>
        </p>
      </Form>
      {request.error &&
        (request.error.is("recent-sign-in-required") ? <SignInAgain /> : <Notice problem={request.error} />)}
      <Confirm
        open={asking}
        onClose={() => ask(false)}
        title={`Delete the account of ${email}?`}
        verb="Request deletion"
        busy="Signing everyone out"
        destroys
        act={request}
        onConfirm={() => request.mutate({ account: typed }, { onSettled: () => ask(false) })}
      >
        You are signed out in every browser. Until {day} a new sign-in link lets you undo it; after that
        nobody can.
      </Confirm>
    </Section>
  );
}
