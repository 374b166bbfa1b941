namespace LeadFuel.Sandbox.Faults;

/// <summary>What can go wrong, in words for the page and for a refusal.</summary>
public static class FaultKinds
{
    public static readonly IReadOnlyDictionary<
        string,
        IReadOnlyDictionary<string, string>
    > ByVendor = new Dictionary<string, IReadOnlyDictionary<string, string>>
    {
        ["resend"] = new Dictionary<string, string>
        {
            ["rate_limit"] = "429 rate_limit_exceeded with retry-after",
            ["daily_quota"] = "429 daily_quota_exceeded",
            ["monthly_quota"] = "429 monthly_quota_exceeded",
            ["server_error"] = "500 before anything is accepted",
            ["status"] = "any status, given by 'status'",
            ["latency"] = "answers after 'delayMs' (5 s)",
            ["slow_accept"] = "holds the idempotency key for 'delayMs' (2 s) before it accepts",
            ["reset_before"] = "drops the connection before it accepts",
            ["reset_after"] = "accepts, then drops the connection",
            ["server_error_after_accept"] = "accepts, then answers 500",
            ["hang_after_accept"] = "accepts, then never answers",
            ["truncated_body"] = "accepts, then sends half of the answer",
            ["concurrent"] = "409 concurrent_idempotent_requests",
            ["restricted_key"] = "401 restricted_api_key",
            ["security_error"] = "451 security_error",
            ["mail_delayed"] = "the mail is delayed before it is delivered",
            ["mail_failed"] = "the mail is accepted, then fails for good",
            ["receiving_missing"] = "404 for a received mail that is there",
            ["expired_attachment"] = "the attachment's link has expired",
            ["domain_failed"] = "the domain fails its verification",
            ["webhook_duplicate"] = "tells it twice with the same id",
            ["webhook_shuffle"] =
                "holds it back ('delayMs', 1.5 s), so that later ones overtake it",
            ["webhook_late"] = "tells it after 'delayMs' (10 min)",
            ["webhook_bad_signature"] = "signs with a wrong secret",
            ["webhook_old_timestamp"] = "signs with a time ten minutes ago",
            ["webhook_two_signatures"] = "two signatures, the second one is right",
            ["webhook_lost"] = "never tells it, until somebody sends it again",
        },
        ["anthropic"] = new Dictionary<string, string>
        {
            ["unauthorized"] = "401 authentication_error",
            ["billing"] = "402 billing_error",
            ["rate_limit"] = "429 rate_limit_error with retry-after",
            ["spend_limit"] = "429 enforced_spend_limit_reached, no retry-after",
            ["server_error"] = "500 api_error",
            ["overloaded"] = "529 overloaded_error; with times 1 the next call succeeds",
            ["status"] = "any status, given by 'status'",
            ["bad_gateway"] = "502 with a page of HTML",
            ["slow_first_byte"] = "the first byte comes after 'delayMs' (5 s)",
            ["hang"] = "accepts, then never answers",
            ["reset"] = "drops the connection",
            ["stalled_stream"] = "two deltas, then silence",
            ["cut_stream"] = "three deltas, then the end without message_stop",
            ["stream_error"] = "an error event after two deltas",
            ["max_tokens"] = "half of the answer with stop_reason max_tokens",
            ["refusal"] = "stop_reason refusal",
            ["false_quote"] = "one quote that stands in no source",
        },
        ["stripe"] = new Dictionary<string, string>
        {
            ["card_declined"] = "402 card_error",
            ["rate_limit"] = "429 rate_limit",
            ["server_error"] = "503, nothing is kept",
            ["server_error_replayed"] = "500 after the work was done; the same key gets it again",
            ["conflict"] = "409 lock_timeout",
            ["hang_after_accept"] = "accepts, then never answers",
            ["reset_after"] = "accepts, then drops the connection",
            ["many_features"] = "twelve more entitlements, so that the list has_more",
            ["webhook_duplicate"] = "tells it twice with the same id",
            ["webhook_late"] = "tells it after 'delayMs' (1 min)",
            ["webhook_lost"] = "never tells it",
            ["webhook_bad_signature"] = "signs with a wrong secret",
            ["webhook_old_timestamp"] = "signs with a time ten minutes ago",
            ["webhook_two_signatures"] = "two v1, the second one is right, and a v0",
            ["webhook_other_version"] = "api_version of another release",
            ["webhook_null_version"] = "api_version null",
        },
    };
}
