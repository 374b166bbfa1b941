namespace LeadFuel.Outcomes;

/// <summary>Why something was refused. Refusals.Table gives each its HTTP status and gRPC code.</summary>
public enum Refusal
{
    Invalid,
    SignedOut,
    Forbidden,
    NotFound,
    MethodRefused,
    Conflict,
    Gone,
    Stale,
    TooLarge,
    TypeRefused,
    Unprocessable,
    PreconditionRequired,
    TooMany,
    ProviderDown,
    Broken,
}

/// <summary>A refusal with its stable problem type (`stale-version`), the sentence for the person, and what else they need.</summary>
public sealed record Refused(Refusal Kind, string Type, string Title, string Detail)
{
    /// <summary>Messages by field name in camelCase.</summary>
    public IReadOnlyDictionary<string, string[]>? Errors { get; init; }

    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Further members of the problem body.</summary>
    public IReadOnlyDictionary<string, object?>? More { get; init; }
}

/// <summary>Either a value or a refusal.</summary>
public readonly struct Outcome<T>
{
    private readonly T? value;

    private Outcome(T? value, Refused? refused) => (this.value, Refused) = (value, refused);

    public Refused? Refused { get; }

    public T Value =>
        Refused is null ? value! : throw new InvalidOperationException($"Refused: {Refused.Type}");

    public static implicit operator Outcome<T>(T value) => new(value, null);

    public static implicit operator Outcome<T>(Refused refused) => new(default, refused);
}

/// <summary>Nothing to say but that it is done.</summary>
public readonly record struct Done;

/// <summary>Ends the request with a refusal from where no outcome can be returned.</summary>
public sealed class RefusedException(Refused refused) : Exception(refused.Type)
{
    public Refused Refused => refused;
}

/// <summary>A view with the version its ETag carries.</summary>
public interface IVersioned
{
    int Version { get; }
}

/// <summary>The refusals every service needs. A product's own refusals are made with `new Refused(…)` beside their entity.</summary>
public static class Refuse
{
    public static Refused Invalid(string field, string message) =>
        new(Refusal.Invalid, "invalid", "Something is not right yet.", message)
        {
            Errors = new Dictionary<string, string[]> { [field] = [message] },
        };

    public static Refused SignedOut() =>
        new(
            Refusal.SignedOut,
            "signed-out",
            "You are signed out.",
            "Sign in and try again. Nothing is lost."
        );

    public static Refused Forbidden(string type, string detail) =>
        new(Refusal.Forbidden, type, "This is not allowed.", detail);

    public static Refused NotFound(string what) =>
        new(
            Refusal.NotFound,
            "not-found",
            $"There is no such {what}.",
            $"This {what} does not exist or was deleted. Go back to the list."
        );

    public static Refused Conflict(string detail, string type = "conflict") =>
        new(Refusal.Conflict, type, "This does not fit its present state.", detail);

    public static Refused Gone(string type, string detail) =>
        new(Refusal.Gone, type, "This can no longer be used.", detail);

    public static Refused Stale(string what) =>
        new(
            Refusal.Stale,
            "stale-version",
            $"This {what} has changed meanwhile.",
            "Load it again and repeat your change. What you typed is still here."
        );

    public static Refused Unprocessable(string type, string detail) =>
        new(Refusal.Unprocessable, type, "This cannot be done as asked.", detail);

    public static Refused PreconditionRequired() =>
        new(
            Refusal.PreconditionRequired,
            "precondition-required",
            "The version is missing.",
            "Send If-Match with the ETag of the version you have seen."
        );

    public static Refused TooMany(string detail, TimeSpan retryAfter) =>
        new(Refusal.TooMany, "rate-limited", "Too many requests.", detail)
        {
            RetryAfter = retryAfter,
        };

    public static Refused ProviderDown(string provider, TimeSpan? retryAfter = null) =>
        new(
            Refusal.ProviderDown,
            "provider-down",
            $"{provider} does not answer.",
            $"{provider} does not answer at the moment. Nothing is lost. Try again in a moment."
        )
        {
            RetryAfter = retryAfter ?? TimeSpan.FromSeconds(10),
        };
}
