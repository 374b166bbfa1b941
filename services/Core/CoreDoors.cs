namespace LeadFuel.Core;

/// <summary>What Core may ask before it knows an account.</summary>
internal static class CoreDoors
{
    public static readonly IReadOnlyList<Door> All =
    [
        // A link belongs to the typed address, whether or not an account has it. Nothing is read.
        new("typed_address", "p_address text", "text", "return p_address;")
        {
            Reads = new Dictionary<string, string[]>(),
        },
        new(
            "asks_of_network",
            "p_network text, p_since timestamptz",
            "bigint",
            "return (select count(*) from sign_in_asks a where a.network = p_network and a.at > p_since);"
        )
        {
            Reads = new Dictionary<string, string[]> { ["sign_in_asks"] = ["network", "at"] },
            Indexes = ["create index sign_in_ask_network on core.sign_in_asks (network, at)"],
        },
        new(
            "account_of_link",
            "p_hash bytea",
            "text",
            "return (select l.account_email from sign_in_links l where l.token_hash = p_hash);"
        )
        {
            Reads = new Dictionary<string, string[]>
            {
                ["sign_in_links"] = ["account_email", "token_hash"],
            },
            Indexes = ["create unique index sign_in_link_hash on core.sign_in_links (token_hash)"],
        },
        // The browser that waits for six digits may have asked for several addresses.
        new(
            "links_of_browser",
            "p_browser text",
            "table (account_email text, id uuid)",
            """
            return query select l.account_email::text, l.id from sign_in_links l
              where l.browser = p_browser and l.number_shown_at is not null order by l.number_shown_at desc limit 10;
            """
        )
        {
            Reads = new Dictionary<string, string[]>
            {
                ["sign_in_links"] = ["account_email", "id", "browser", "number_shown_at"],
            },
            Indexes = ["create index sign_in_link_browser on core.sign_in_links (browser)"],
        },
        new(
            "sweep_links",
            "p_now timestamptz",
            "void",
            """
            delete from sign_in_links where expires_at <= p_now;
            delete from sign_in_asks where at <= p_now - interval '1 hour';
            delete from sessions where seen_at <= p_now - interval '7 days' or created_at <= p_now - interval '30 days';
            delete from purge_receipts where purged_at <= p_now - interval '12 months';
            """
        )
        {
            Reads = new Dictionary<string, string[]>
            {
                ["sign_in_links"] = ["expires_at"],
                ["sign_in_asks"] = ["at"],
                ["sessions"] = ["seen_at", "created_at"],
                ["purge_receipts"] = ["purged_at"],
            },
            Writes = new Dictionary<string, string[]>
            {
                ["sign_in_links"] = ["delete"],
                ["sign_in_asks"] = ["delete"],
                ["sessions"] = ["delete"],
                ["purge_receipts"] = ["delete"],
            },
            Indexes =
            [
                "create index sign_in_link_end on core.sign_in_links (expires_at)",
                "create index sign_in_ask_end on core.sign_in_asks (at)",
                "create index session_seen on core.sessions (seen_at)",
                "create index session_made on core.sessions (created_at)",
                "create index purge_receipt_end on core.purge_receipts (purged_at)",
            ],
        },
        new(
            "open_session",
            "p_hash bytea, p_now timestamptz, p_network text, p_device text, p_browser text",
            "table (account_email text, id uuid, member text, created_at timestamptz, seen_at timestamptz)",
            """
            update sessions s set seen_at = p_now, network = p_network,
                device = case when s.device = '' then p_device else s.device end,
                browser = case when s.browser = '' then p_browser else s.browser end
              where s.token_hash = p_hash and s.seen_at > p_now - interval '7 days' and s.created_at > p_now - interval '30 days'
                and (s.seen_at <= p_now - interval '1 minute' or (s.device = '' and p_device <> ''));
            return query select s.account_email::text, s.id, s.member::text, s.created_at, s.seen_at from sessions s
              where s.token_hash = p_hash and s.seen_at > p_now - interval '7 days' and s.created_at > p_now - interval '30 days';
            """
        )
        {
            Reads = new Dictionary<string, string[]>
            {
                ["sessions"] =
                [
                    "account_email",
                    "id",
                    "token_hash",
                    "member",
                    "device",
                    "browser",
                    "created_at",
                    "seen_at",
                ],
            },
            Writes = new Dictionary<string, string[]>
            {
                ["sessions"] = ["update (seen_at, network, device, browser)"],
            },
            Indexes = ["create unique index session_hash on core.sessions (token_hash)"],
        },
        new(
            "account_of_mail",
            "p_id uuid",
            "text",
            "return (select m.account_email from mails m where m.id = p_id);"
        )
        {
            Reads = new Dictionary<string, string[]> { ["mails"] = ["account_email", "id"] },
            Indexes = ["create unique index mail_id on core.mails (id)"],
        },
        new(
            "account_of_customer",
            "p_id text",
            "text",
            "return (select c.account_email from billing_customers c where c.stripe_customer_id = p_id);"
        )
        {
            Reads = new Dictionary<string, string[]>
            {
                ["billing_customers"] = ["account_email", "stripe_customer_id"],
            },
            Indexes =
            [
                "create unique index billing_customer_id on core.billing_customers (stripe_customer_id)",
            ],
        },
        new(
            "account_of_subscription",
            "p_id text",
            "text",
            "return (select s.account_email from subscriptions s where s.stripe_subscription_id = p_id limit 1);"
        )
        {
            Reads = new Dictionary<string, string[]>
            {
                ["subscriptions"] = ["account_email", "stripe_subscription_id"],
            },
            Indexes =
            [
                "create index subscription_id on core.subscriptions (stripe_subscription_id)",
            ],
        },
        // T59. The chain goes from its old end only, up to the first entry that is young enough; its last hash stays as the anchor.
        new(
            "drop_old_entries",
            "p_before timestamptz",
            "void",
            """
            insert into audit_anchors (account_email, number, hash)
              select distinct on (e.account_email) e.account_email, e.number, e.hash from audit_entries e
               where e.account_email in (select o.account_email from audit_entries o where o.at < p_before)
                 and e.number < coalesce((select min(y.number) from audit_entries y where y.account_email = e.account_email and y.at >= p_before), e.number + 1)
               order by e.account_email, e.number desc
              on conflict (account_email) do update set number = excluded.number, hash = excluded.hash;
            delete from audit_entries e using audit_anchors a where a.account_email = e.account_email and e.number <= a.number;
            """
        )
        {
            Reads = new Dictionary<string, string[]>
            {
                ["audit_entries"] = ["account_email", "number", "hash", "at"],
                ["audit_anchors"] = ["account_email", "number", "hash"],
            },
            Writes = new Dictionary<string, string[]>
            {
                ["audit_entries"] = ["delete"],
                ["audit_anchors"] = ["insert", "update"],
            },
            Indexes = ["create index audit_entry_at on core.audit_entries (at)"],
        },
    ];
}
