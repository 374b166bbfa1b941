using System.Globalization;
using System.Text.RegularExpressions;
using Google.Protobuf;
using Grpc.Core;
using LeadFuel.Admin.Rpc;
using LeadFuel.Gateway.Sessions;

namespace LeadFuel.Gateway.Impersonation;

/// <summary>The account an operator looks at, through this browser.</summary>
internal sealed record ViewedAccount(
    string Id,
    string Account,
    string Member,
    string Operator,
    DateTimeOffset EndsAt
)
{
    public const string Header = "X-LeadFuel-Impersonation";

    /// <summary>Which viewing the page that asks was made for: below the bar of one account nothing of another is shown.</summary>
    public const string PageHeader = "X-LF-Viewing";

    public string Mark =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Id}; mode=read; until={EndsAt.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}"
        );

    /// <summary>Always read-only: no operator may change what a customer has.</summary>
    public TokenClaims Claims =>
        new(Member)
        {
            Account = Account,
            Viewing = new Viewing(Operator, Id, Write: false),
            EndsAt = EndsAt,
        };
}

/// <summary>Asks Admin about viewings. Never remembered: an end counts at once.</summary>
internal sealed partial class Viewings(
    Impersonations.ImpersonationsClient admin,
    TimeProvider clock
)
{
    public static readonly Refused ReadOnly = Refuse.Forbidden(
        "impersonation-read-only",
        "You are viewing this account. Viewing is read-only."
    );

    public static readonly Refused Ended = Refuse.Forbidden(
        "impersonation-ended",
        "The viewing has ended. Start a new one in Admin, with a new reason."
    );

    /// <summary>Null: it has ended, or there never was one.</summary>
    public async Task<ViewedAccount?> Find(string cookie, CancellationToken ct)
    {
        try
        {
            var request = new GetRequest
            {
                TokenHash = ByteString.CopyFrom(BrowserToken.Hash(cookie)),
            };
            return Of(await admin.GetAsync(request, cancellationToken: ct));
        }
        catch (RpcException ended) when (IsOver(ended))
        {
            return null;
        }
    }

    public async Task<bool> Lasts(ViewedAccount viewing, CancellationToken ct)
    {
        try
        {
            return Of(
                await admin.GetAsync(new GetRequest { Id = viewing.Id }, cancellationToken: ct)
            )
                is not null;
        }
        catch (RpcException ended) when (IsOver(ended))
        {
            return false;
        }
    }

    /// <summary>Writes down what is about to be opened. False: the viewing has ended. No answer from Admin throws: nothing is opened then.</summary>
    public async Task<bool> Record(ViewedAccount viewing, HttpRequest request, CancellationToken ct)
    {
        var (route, subject) = Template(request.Path.Value ?? "/");
        var record = new RecordRequest
        {
            Id = viewing.Id,
            Method = request.Method,
            Route = route,
            Subject = subject,
        };
        try
        {
            await admin.RecordAsync(record, cancellationToken: ct);
            return true;
        }
        catch (RpcException ended) when (IsOver(ended))
        {
            return false;
        }
    }

    public async Task<(ViewedAccount Viewing, string Cookie)?> Enter(
        string code,
        CancellationToken ct
    )
    {
        try
        {
            var reply = await admin.EnterAsync(
                new EnterRequest { Code = code },
                cancellationToken: ct
            );
            return Of(reply.Impersonation) is { } viewing && BrowserToken.IsOne(reply.Token)
                ? (viewing, reply.Token)
                : null;
        }
        catch (RpcException used) when (IsOver(used))
        {
            return null;
        }
    }

    public async Task End(ViewedAccount viewing, CancellationToken ct)
    {
        try
        {
            await admin.EndAsync(
                new EndRequest { Id = viewing.Id, Cause = "exit" },
                cancellationToken: ct
            );
        }
        catch (RpcException ended) when (IsOver(ended))
        {
            // It ended by itself meanwhile.
        }
    }

    // The last word on the end is this clock's: a viewing that Admin still takes for running is over here.
    private ViewedAccount? Of(Admin.Rpc.Impersonation impersonation)
    {
        var limit = impersonation.StartedAt.ToDateTimeOffset().AddMinutes(30);
        var said = impersonation.EndsAt.ToDateTimeOffset();
        var endsAt = said < limit ? said : limit;
        var by = impersonation.Operator.StartsWith("operator:", StringComparison.Ordinal)
            ? impersonation.Operator
            : $"operator:{impersonation.Operator}";
        return endsAt > clock.GetUtcNow()
            ? new ViewedAccount(
                impersonation.Id,
                impersonation.Account,
                impersonation.Member,
                by,
                endsAt
            )
            : null;
    }

    private static bool IsOver(RpcException exception) =>
        exception.StatusCode
            is StatusCode.OutOfRange
                or StatusCode.NotFound
                or StatusCode.InvalidArgument
                or StatusCode.AlreadyExists;

    /// <summary>`/api/reach/campaigns/0199…/sends` → the route with `{id}`, and the ids that stood there.</summary>
    internal static (string Route, string Subject) Template(string path)
    {
        var ids = new List<string>();
        var route = Id()
            .Replace(
                path,
                id =>
                {
                    ids.Add(id.Value);
                    return "{id}";
                }
            );
        return (route.Length <= 200 ? route : route[..200], string.Join(' ', ids));
    }

    [GeneratedRegex("(?<=/)[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}(?=/|$)")]
    private static partial Regex Id();
}
