using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LeadFuel.Reach.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.EnsureSchema(name: "reach");

            migrationBuilder.CreateTable(
                name: "accounts",
                schema: "reach",
                columns: table => new
                {
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    created_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                    suspended_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: true
                    ),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_accounts", x => x.account_email);
                    table.CheckConstraint(
                        "ck_knownaccount_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "campaigns",
                schema: "reach",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    name = table.Column<string>(type: "text", nullable: false),
                    goal = table.Column<string>(type: "text", nullable: false),
                    persona = table.Column<string>(type: "text", nullable: false),
                    icp_id = table.Column<Guid>(type: "uuid", nullable: true),
                    sender_id = table.Column<Guid>(type: "uuid", nullable: true),
                    audience = table.Column<short>(type: "smallint", nullable: false),
                    audience_import_id = table.Column<Guid>(type: "uuid", nullable: true),
                    audience_contact_ids = table.Column<Guid[]>(type: "uuid[]", nullable: false),
                    state = table.Column<short>(type: "smallint", nullable: false),
                    launched_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: true
                    ),
                    finished_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: true
                    ),
                    created_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                    deleted_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: true
                    ),
                    version = table.Column<int>(type: "integer", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_campaigns", x => new { x.account_email, x.id });
                    table.CheckConstraint(
                        "ck_campaign_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "contacts",
                schema: "reach",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    email = table.Column<string>(
                        type: "character varying(254)",
                        maxLength: 254,
                        nullable: false,
                        collation: "C"
                    ),
                    first_name = table.Column<string>(type: "text", nullable: false),
                    last_name = table.Column<string>(type: "text", nullable: false),
                    company = table.Column<string>(type: "text", nullable: false),
                    title = table.Column<string>(type: "text", nullable: false),
                    country = table.Column<string>(type: "text", nullable: false),
                    attributes = table.Column<string>(type: "jsonb", nullable: false),
                    import_id = table.Column<Guid>(type: "uuid", nullable: true),
                    created_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                    updated_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                    deleted_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: true
                    ),
                    version = table.Column<int>(type: "integer", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_contacts", x => new { x.account_email, x.id });
                    table.CheckConstraint(
                        "ck_contact_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "domains",
                schema: "reach",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    name = table.Column<string>(
                        type: "character varying(253)",
                        maxLength: 253,
                        nullable: false,
                        collation: "C"
                    ),
                    resend_id = table.Column<string>(type: "text", nullable: true),
                    status = table.Column<string>(type: "text", nullable: false),
                    records = table.Column<string>(type: "jsonb", nullable: false),
                    checked_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: true
                    ),
                    created_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                    version = table.Column<int>(type: "integer", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_domains", x => new { x.account_email, x.id });
                    table.CheckConstraint(
                        "ck_sendingdomain_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "egress_calls",
                schema: "reach",
                columns: table => new
                {
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                    provider = table.Column<string>(type: "text", nullable: false),
                    host = table.Column<string>(type: "text", nullable: false),
                    purpose = table.Column<string>(type: "text", nullable: false),
                    categories = table.Column<string[]>(type: "text[]", nullable: false),
                    bytes_out = table.Column<long>(type: "bigint", nullable: false),
                    bytes_in = table.Column<long>(type: "bigint", nullable: false),
                    status = table.Column<int>(type: "integer", nullable: false),
                    duration_ms = table.Column<int>(type: "integer", nullable: false),
                    body_sha256 = table.Column<byte[]>(type: "bytea", nullable: false),
                    asked_by = table.Column<string>(type: "text", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_egress_calls", x => new { x.account_email, x.id });
                    table.CheckConstraint(
                        "ck_egresscall_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "idempotency_keys",
                schema: "reach",
                columns: table => new
                {
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    key = table.Column<string>(type: "text", nullable: false),
                    request_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    body = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_idempotency_keys", x => new { x.account_email, x.key });
                    table.CheckConstraint(
                        "ck_idempotencykey_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "imports",
                schema: "reach",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    name = table.Column<string>(type: "text", nullable: false),
                    added = table.Column<int>(type: "integer", nullable: false),
                    changed = table.Column<int>(type: "integer", nullable: false),
                    duplicates = table.Column<int>(type: "integer", nullable: false),
                    suppressed = table.Column<int>(type: "integer", nullable: false),
                    rejected = table.Column<int>(type: "integer", nullable: false),
                    by = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_imports", x => new { x.account_email, x.id });
                    table.CheckConstraint(
                        "ck_import_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "job_lanes",
                schema: "reach",
                columns: table => new
                {
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    served_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                    next_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                    held = table.Column<bool>(type: "boolean", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_job_lanes", x => x.account_email);
                    table.CheckConstraint(
                        "ck_joblane_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "jobs",
                schema: "reach",
                columns: table => new
                {
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    payload = table.Column<string>(type: "jsonb", nullable: false),
                    state = table.Column<short>(type: "smallint", nullable: false),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    run_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                    dedupe_key = table.Column<string>(type: "text", nullable: true),
                    runs_in_grace = table.Column<bool>(type: "boolean", nullable: false),
                    lease_until = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: true
                    ),
                    lease_token = table.Column<Guid>(type: "uuid", nullable: true),
                    last_error = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                    done_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: true
                    ),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_jobs", x => new { x.account_email, x.id });
                    table.CheckConstraint(
                        "ck_jobrow_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "mail_settings",
                schema: "reach",
                columns: table => new
                {
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    postal_address = table.Column<string>(type: "text", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_mail_settings", x => x.account_email);
                    table.CheckConstraint(
                        "ck_mailsettings_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "provider_switches",
                schema: "reach",
                columns: table => new
                {
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    provider = table.Column<string>(type: "text", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    says = table.Column<string>(type: "text", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey(
                        "pk_provider_switches",
                        x => new { x.account_email, x.provider }
                    );
                    table.CheckConstraint(
                        "ck_providerswitch_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "replies",
                schema: "reach",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    resend_id = table.Column<string>(type: "text", nullable: false),
                    message_id = table.Column<string>(type: "text", nullable: false),
                    match = table.Column<short>(type: "smallint", nullable: false),
                    enrolment_id = table.Column<Guid>(type: "uuid", nullable: true),
                    answers_id = table.Column<Guid>(type: "uuid", nullable: true),
                    from_address = table.Column<string>(type: "text", nullable: false),
                    from_name = table.Column<string>(type: "text", nullable: false),
                    subject = table.Column<string>(type: "text", nullable: false),
                    text = table.Column<string>(type: "text", nullable: false),
                    html = table.Column<string>(type: "text", nullable: false),
                    attachments = table.Column<int>(type: "integer", nullable: false),
                    automatic = table.Column<bool>(type: "boolean", nullable: false),
                    automatic_because = table.Column<string>(type: "text", nullable: false),
                    received_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                    handled_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: true
                    ),
                    deleted_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: true
                    ),
                    version = table.Column<int>(type: "integer", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_replies", x => new { x.account_email, x.id });
                    table.CheckConstraint(
                        "ck_reply_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "resend_events",
                schema: "reach",
                columns: table => new
                {
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    svix_id = table.Column<string>(type: "text", nullable: false),
                    type = table.Column<string>(type: "text", nullable: false),
                    occurred_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                    received_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                    resend_id = table.Column<string>(type: "text", nullable: false),
                    message_id = table.Column<Guid>(type: "uuid", nullable: true),
                    detail = table.Column<string>(type: "text", nullable: false),
                    stray = table.Column<bool>(type: "boolean", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_resend_events", x => new { x.account_email, x.svix_id });
                    table.CheckConstraint(
                        "ck_resendevent_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "send_pace",
                schema: "reach",
                columns: table => new
                {
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    free_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_send_pace", x => x.account_email);
                    table.CheckConstraint(
                        "ck_sendpace_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "suppressions",
                schema: "reach",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    kind = table.Column<short>(type: "smallint", nullable: false),
                    key = table.Column<string>(
                        type: "character varying(254)",
                        maxLength: 254,
                        nullable: false,
                        collation: "C"
                    ),
                    reason = table.Column<short>(type: "smallint", nullable: false),
                    note = table.Column<string>(type: "text", nullable: false),
                    source = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                    lifted_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: true
                    ),
                    lifted_by = table.Column<string>(type: "text", nullable: true),
                    lifted_because = table.Column<string>(type: "text", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_suppressions", x => new { x.account_email, x.id });
                    table.CheckConstraint(
                        "ck_suppression_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "unsubscribe_links",
                schema: "reach",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    address = table.Column<string>(type: "text", nullable: false),
                    from_name = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_unsubscribe_links", x => new { x.account_email, x.id });
                    table.CheckConstraint(
                        "ck_unsubscribelink_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "enrolments",
                schema: "reach",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    campaign_id = table.Column<Guid>(type: "uuid", nullable: false),
                    contact_id = table.Column<Guid>(type: "uuid", nullable: false),
                    plan_id = table.Column<Guid>(type: "uuid", nullable: false),
                    email = table.Column<string>(type: "text", nullable: false),
                    state = table.Column<short>(type: "smallint", nullable: false),
                    stop_reason = table.Column<string>(type: "text", nullable: true),
                    stop_evidence = table.Column<string>(type: "text", nullable: true),
                    stopped_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: true
                    ),
                    hold_until = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: true
                    ),
                    created_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_enrolments", x => new { x.account_email, x.id });
                    table.CheckConstraint(
                        "ck_enrolment_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                    table.ForeignKey(
                        name: "fk_enrolments_campaigns_account_email_campaign_id",
                        columns: x => new { x.account_email, x.campaign_id },
                        principalSchema: "reach",
                        principalTable: "campaigns",
                        principalColumns: new[] { "account_email", "id" },
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "plan_versions",
                schema: "reach",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    campaign_id = table.Column<Guid>(type: "uuid", nullable: false),
                    from_name = table.Column<string>(type: "text", nullable: false),
                    from_address = table.Column<string>(type: "text", nullable: false),
                    domain_id = table.Column<Guid>(type: "uuid", nullable: false),
                    postal_address = table.Column<string>(type: "text", nullable: false),
                    steps = table.Column<string>(type: "jsonb", nullable: false),
                    by = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_plan_versions", x => new { x.account_email, x.id });
                    table.CheckConstraint(
                        "ck_planversion_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                    table.ForeignKey(
                        name: "fk_plan_versions_campaigns_account_email_campaign_id",
                        columns: x => new { x.account_email, x.campaign_id },
                        principalSchema: "reach",
                        principalTable: "campaigns",
                        principalColumns: new[] { "account_email", "id" },
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "steps",
                schema: "reach",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    campaign_id = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    delay = table.Column<int>(type: "integer", nullable: false),
                    unit = table.Column<short>(type: "smallint", nullable: false),
                    goal = table.Column<string>(type: "text", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_steps", x => new { x.account_email, x.id });
                    table.CheckConstraint(
                        "ck_step_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                    table.ForeignKey(
                        name: "fk_steps_campaigns_account_email_campaign_id",
                        columns: x => new { x.account_email, x.campaign_id },
                        principalSchema: "reach",
                        principalTable: "campaigns",
                        principalColumns: new[] { "account_email", "id" },
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "senders",
                schema: "reach",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    name = table.Column<string>(type: "text", nullable: false),
                    address = table.Column<string>(type: "text", nullable: false),
                    domain_id = table.Column<Guid>(type: "uuid", nullable: false),
                    created_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                    deleted_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: true
                    ),
                    version = table.Column<int>(type: "integer", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_senders", x => new { x.account_email, x.id });
                    table.CheckConstraint(
                        "ck_sender_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                    table.ForeignKey(
                        name: "fk_senders_domains_account_email_domain_id",
                        columns: x => new { x.account_email, x.domain_id },
                        principalSchema: "reach",
                        principalTable: "domains",
                        principalColumns: new[] { "account_email", "id" },
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "import_rejections",
                schema: "reach",
                columns: table => new
                {
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    import_id = table.Column<Guid>(type: "uuid", nullable: false),
                    line = table.Column<int>(type: "integer", nullable: false),
                    column = table.Column<string>(type: "text", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey(
                        "pk_import_rejections",
                        x => new
                        {
                            x.account_email,
                            x.import_id,
                            x.line,
                        }
                    );
                    table.CheckConstraint(
                        "ck_importrejection_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                    table.ForeignKey(
                        name: "fk_import_rejections_imports_account_email_import_id",
                        columns: x => new { x.account_email, x.import_id },
                        principalSchema: "reach",
                        principalTable: "imports",
                        principalColumns: new[] { "account_email", "id" },
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "decisions",
                schema: "reach",
                columns: table => new
                {
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    enrolment_id = table.Column<Guid>(type: "uuid", nullable: false),
                    step_id = table.Column<Guid>(type: "uuid", nullable: false),
                    campaign_id = table.Column<Guid>(type: "uuid", nullable: false),
                    step_number = table.Column<int>(type: "integer", nullable: false),
                    verdict = table.Column<short>(type: "smallint", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: false),
                    evidence = table.Column<string>(type: "text", nullable: false),
                    since = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                    until = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: true
                    ),
                    gate_version = table.Column<int>(type: "integer", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey(
                        "pk_decisions",
                        x => new
                        {
                            x.account_email,
                            x.enrolment_id,
                            x.step_id,
                        }
                    );
                    table.CheckConstraint(
                        "ck_decision_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                    table.ForeignKey(
                        name: "fk_decisions_enrolments_account_email_enrolment_id",
                        columns: x => new { x.account_email, x.enrolment_id },
                        principalSchema: "reach",
                        principalTable: "enrolments",
                        principalColumns: new[] { "account_email", "id" },
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "messages",
                schema: "reach",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    campaign_id = table.Column<Guid>(type: "uuid", nullable: false),
                    enrolment_id = table.Column<Guid>(type: "uuid", nullable: true),
                    step_id = table.Column<Guid>(type: "uuid", nullable: false),
                    step_number = table.Column<int>(type: "integer", nullable: false),
                    is_test = table.Column<bool>(type: "boolean", nullable: false),
                    state = table.Column<short>(type: "smallint", nullable: false),
                    due_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: true
                    ),
                    wakes = table.Column<int>(type: "integer", nullable: false),
                    to_address = table.Column<string>(type: "text", nullable: false),
                    payload = table.Column<byte[]>(type: "bytea", nullable: true),
                    first_attempt_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: true
                    ),
                    last_attempt_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: true
                    ),
                    accepted_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: true
                    ),
                    provider_id = table.Column<string>(type: "text", nullable: true),
                    vendor_message_id = table.Column<string>(type: "text", nullable: true),
                    reply_token = table.Column<string>(type: "text", nullable: false),
                    error = table.Column<string>(type: "text", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_messages", x => new { x.account_email, x.id });
                    table.CheckConstraint(
                        "ck_message_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                    table.ForeignKey(
                        name: "fk_messages_enrolments_account_email_enrolment_id",
                        columns: x => new { x.account_email, x.enrolment_id },
                        principalSchema: "reach",
                        principalTable: "enrolments",
                        principalColumns: new[] { "account_email", "id" },
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "drafts",
                schema: "reach",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    campaign_id = table.Column<Guid>(type: "uuid", nullable: false),
                    step_id = table.Column<Guid>(type: "uuid", nullable: false),
                    subject = table.Column<string>(type: "text", nullable: false),
                    body = table.Column<string>(type: "text", nullable: false),
                    state = table.Column<short>(type: "smallint", nullable: false),
                    approved_hash = table.Column<string>(type: "text", nullable: true),
                    approved_by = table.Column<string>(type: "text", nullable: true),
                    approved_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: true
                    ),
                    version = table.Column<int>(type: "integer", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_drafts", x => new { x.account_email, x.id });
                    table.CheckConstraint(
                        "ck_draft_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                    table.ForeignKey(
                        name: "fk_drafts_steps_account_email_step_id",
                        columns: x => new { x.account_email, x.step_id },
                        principalSchema: "reach",
                        principalTable: "steps",
                        principalColumns: new[] { "account_email", "id" },
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "generations",
                schema: "reach",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    draft_id = table.Column<Guid>(type: "uuid", nullable: false),
                    note = table.Column<string>(type: "text", nullable: false),
                    prompt_hash = table.Column<string>(type: "text", nullable: false),
                    parts = table.Column<string[]>(type: "text[]", nullable: false),
                    state = table.Column<short>(type: "smallint", nullable: false),
                    partial = table.Column<string>(type: "text", nullable: false),
                    error = table.Column<string>(type: "text", nullable: true),
                    by = table.Column<string>(type: "text", nullable: false),
                    input_tokens = table.Column<long>(type: "bigint", nullable: false),
                    output_tokens = table.Column<long>(type: "bigint", nullable: false),
                    created_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                    ended_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: true
                    ),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_generations", x => new { x.account_email, x.id });
                    table.CheckConstraint(
                        "ck_generation_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                    table.ForeignKey(
                        name: "fk_generations_drafts_account_email_draft_id",
                        columns: x => new { x.account_email, x.draft_id },
                        principalSchema: "reach",
                        principalTable: "drafts",
                        principalColumns: new[] { "account_email", "id" },
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateIndex(
                name: "ix_contacts_account_email_email",
                schema: "reach",
                table: "contacts",
                columns: new[] { "account_email", "email" },
                unique: true
            );

            migrationBuilder.CreateIndex(
                name: "ix_contacts_account_email_import_id",
                schema: "reach",
                table: "contacts",
                columns: new[] { "account_email", "import_id" }
            );

            migrationBuilder.CreateIndex(
                name: "ix_decisions_account_email_campaign_id_step_number_verdict_rea",
                schema: "reach",
                table: "decisions",
                columns: new[]
                {
                    "account_email",
                    "campaign_id",
                    "step_number",
                    "verdict",
                    "reason",
                }
            );

            migrationBuilder.CreateIndex(
                name: "ix_drafts_account_email_campaign_id",
                schema: "reach",
                table: "drafts",
                columns: new[] { "account_email", "campaign_id" }
            );

            migrationBuilder.CreateIndex(
                name: "ix_drafts_account_email_step_id",
                schema: "reach",
                table: "drafts",
                columns: new[] { "account_email", "step_id" },
                unique: true
            );

            migrationBuilder.CreateIndex(
                name: "ix_egress_calls_account_email_at",
                schema: "reach",
                table: "egress_calls",
                columns: new[] { "account_email", "at" }
            );

            migrationBuilder.CreateIndex(
                name: "ix_enrolments_account_email_campaign_id_contact_id",
                schema: "reach",
                table: "enrolments",
                columns: new[] { "account_email", "campaign_id", "contact_id" },
                unique: true
            );

            migrationBuilder.CreateIndex(
                name: "ix_enrolments_account_email_contact_id",
                schema: "reach",
                table: "enrolments",
                columns: new[] { "account_email", "contact_id" }
            );

            migrationBuilder.CreateIndex(
                name: "ix_enrolments_account_email_email",
                schema: "reach",
                table: "enrolments",
                columns: new[] { "account_email", "email" }
            );

            migrationBuilder.CreateIndex(
                name: "ix_generations_account_email_draft_id",
                schema: "reach",
                table: "generations",
                columns: new[] { "account_email", "draft_id" }
            );

            migrationBuilder.CreateIndex(
                name: "ix_idempotency_keys_account_email_created_at",
                schema: "reach",
                table: "idempotency_keys",
                columns: new[] { "account_email", "created_at" }
            );

            migrationBuilder.CreateIndex(
                name: "ix_imports_account_email_created_at",
                schema: "reach",
                table: "imports",
                columns: new[] { "account_email", "created_at" }
            );

            migrationBuilder.CreateIndex(
                name: "ix_jobs_account_email_done_at",
                schema: "reach",
                table: "jobs",
                columns: new[] { "account_email", "done_at" },
                filter: "done_at is not null"
            );

            migrationBuilder.CreateIndex(
                name: "ix_jobs_account_email_kind_dedupe_key",
                schema: "reach",
                table: "jobs",
                columns: new[] { "account_email", "kind", "dedupe_key" },
                unique: true
            );

            migrationBuilder.CreateIndex(
                name: "job_due",
                schema: "reach",
                table: "jobs",
                columns: new[] { "account_email", "run_at", "id" },
                filter: "state in (0, 1)"
            );

            migrationBuilder.CreateIndex(
                name: "ix_messages_account_email_accepted_at",
                schema: "reach",
                table: "messages",
                columns: new[] { "account_email", "accepted_at" }
            );

            migrationBuilder.CreateIndex(
                name: "ix_messages_account_email_campaign_id_state",
                schema: "reach",
                table: "messages",
                columns: new[] { "account_email", "campaign_id", "state" }
            );

            migrationBuilder.CreateIndex(
                name: "ix_messages_account_email_enrolment_id_step_id",
                schema: "reach",
                table: "messages",
                columns: new[] { "account_email", "enrolment_id", "step_id" },
                unique: true
            );

            migrationBuilder.CreateIndex(
                name: "ix_messages_account_email_to_address",
                schema: "reach",
                table: "messages",
                columns: new[] { "account_email", "to_address" }
            );

            migrationBuilder.CreateIndex(
                name: "ix_plan_versions_account_email_campaign_id",
                schema: "reach",
                table: "plan_versions",
                columns: new[] { "account_email", "campaign_id" }
            );

            migrationBuilder.CreateIndex(
                name: "ix_replies_account_email_enrolment_id",
                schema: "reach",
                table: "replies",
                columns: new[] { "account_email", "enrolment_id" }
            );

            migrationBuilder.CreateIndex(
                name: "ix_replies_account_email_received_at",
                schema: "reach",
                table: "replies",
                columns: new[] { "account_email", "received_at" }
            );

            migrationBuilder.CreateIndex(
                name: "ix_replies_account_email_resend_id",
                schema: "reach",
                table: "replies",
                columns: new[] { "account_email", "resend_id" },
                unique: true
            );

            migrationBuilder.CreateIndex(
                name: "ix_resend_events_account_email_message_id",
                schema: "reach",
                table: "resend_events",
                columns: new[] { "account_email", "message_id" }
            );

            migrationBuilder.CreateIndex(
                name: "ix_resend_events_account_email_received_at",
                schema: "reach",
                table: "resend_events",
                columns: new[] { "account_email", "received_at" }
            );

            migrationBuilder.CreateIndex(
                name: "ix_senders_account_email_domain_id",
                schema: "reach",
                table: "senders",
                columns: new[] { "account_email", "domain_id" }
            );

            migrationBuilder.CreateIndex(
                name: "ix_steps_account_email_campaign_id_number",
                schema: "reach",
                table: "steps",
                columns: new[] { "account_email", "campaign_id", "number" }
            );

            migrationBuilder.CreateIndex(
                name: "ix_suppressions_account_email_kind_key_reason",
                schema: "reach",
                table: "suppressions",
                columns: new[] { "account_email", "kind", "key", "reason" },
                unique: true,
                filter: "lifted_at is null"
            );

            migrationBuilder.CreateIndex(
                name: "ix_unsubscribe_links_account_email_address",
                schema: "reach",
                table: "unsubscribe_links",
                columns: new[] { "account_email", "address" },
                unique: true
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(name: "accounts", schema: "reach");

            migrationBuilder.DropTable(name: "contacts", schema: "reach");

            migrationBuilder.DropTable(name: "decisions", schema: "reach");

            migrationBuilder.DropTable(name: "egress_calls", schema: "reach");

            migrationBuilder.DropTable(name: "generations", schema: "reach");

            migrationBuilder.DropTable(name: "idempotency_keys", schema: "reach");

            migrationBuilder.DropTable(name: "import_rejections", schema: "reach");

            migrationBuilder.DropTable(name: "job_lanes", schema: "reach");

            migrationBuilder.DropTable(name: "jobs", schema: "reach");

            migrationBuilder.DropTable(name: "mail_settings", schema: "reach");

            migrationBuilder.DropTable(name: "messages", schema: "reach");

            migrationBuilder.DropTable(name: "plan_versions", schema: "reach");

            migrationBuilder.DropTable(name: "provider_switches", schema: "reach");

            migrationBuilder.DropTable(name: "replies", schema: "reach");

            migrationBuilder.DropTable(name: "resend_events", schema: "reach");

            migrationBuilder.DropTable(name: "send_pace", schema: "reach");

            migrationBuilder.DropTable(name: "senders", schema: "reach");

            migrationBuilder.DropTable(name: "suppressions", schema: "reach");

            migrationBuilder.DropTable(name: "unsubscribe_links", schema: "reach");

            migrationBuilder.DropTable(name: "drafts", schema: "reach");

            migrationBuilder.DropTable(name: "imports", schema: "reach");

            migrationBuilder.DropTable(name: "enrolments", schema: "reach");

            migrationBuilder.DropTable(name: "domains", schema: "reach");

            migrationBuilder.DropTable(name: "steps", schema: "reach");

            migrationBuilder.DropTable(name: "campaigns", schema: "reach");
        }
    }
}
