using System.Net;
using System.Text.Json;
using Microsoft.Graph;
using Microsoft.Graph.Models.ODataErrors;
using Microsoft.Kiota.Abstractions;
using Microsoft.Kiota.Abstractions.Authentication;
using Microsoft.Kiota.Abstractions.Serialization;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace LeadFuel.Orbit.Providers.MicrosoftGraph;

public sealed record GraphFolder(string Id, string Name, string Parent, string Known, int Total);

/// <summary>
/// Reads one mailbox: folders, pages of mail, headers. The SDK makes the requests; the rows are read one by one, so
/// that a mail which cannot be read takes no other with it.
/// </summary>
public sealed partial class GraphMailbox : IDisposable
{
    public const string Read = "orbit.read-mail";
    public const string Token = "access token";

    // The scheduler waits as long as Microsoft asks; a call that slept and repeated itself would hold a runner.
    public static readonly Provider Provider = new("Microsoft", new("https://graph.microsoft.com/"))
    {
        Purposes =
        [
            new(
                Read,
                "Reads the mailbox that you connected. Nothing of yours is sent along but the token that opens it.",
                Token
            ),
        ],
        Keeps =
            "Your mail stays where it is, at Microsoft, under your own agreement with them. Reading it adds nothing there.",
        PerTry = TimeSpan.FromSeconds(20),
        Total = TimeSpan.FromSeconds(60),
        Retries = 0,
    };

    private static readonly string[] Known =
    [
        "inbox",
        "sentitems",
        "drafts",
        "deleteditems",
        "junkemail",
        "outbox",
    ];

    private static readonly string[] Fields =
    [
        "id",
        "internetMessageId",
        "conversationId",
        "subject",
        "from",
        "sender",
        "toRecipients",
        "ccRecipients",
        "replyTo",
        "receivedDateTime",
        "sentDateTime",
        "isDraft",
        "parentFolderId",
        "categories",
    ];

    // A preview is the start of the text: who wants none of the text wants none of it.
    private static readonly string[] WithText = [.. Fields, "bodyPreview", "body"];

    private const int PageSize = 100;

    private static readonly string[] NewestFirst = ["receivedDateTime desc"];

    private static readonly Dictionary<string, ParsableFactory<IParsable>> Errors = new()
    {
        ["4XX"] = ODataError.CreateFromDiscriminatorValue,
        ["5XX"] = ODataError.CreateFromDiscriminatorValue,
    };

    private readonly GraphServiceClient graph;
    private readonly OneToken token;
    private readonly Uri address;
    private readonly GraphBudget budget;
    private readonly TimeProvider clock;
    private Guid mailbox;

    public GraphMailbox(HttpClient http, GraphBudget budget, TimeProvider clock)
    {
        address = http.BaseAddress!;
        token = new OneToken(address.Host);
        this.budget = budget;
        this.clock = clock;
        graph = new GraphServiceClient(
            http,
            new BaseBearerTokenAuthenticationProvider(token),
            address + "v1.0"
        );
    }

    public void Dispose() => graph.Dispose();

    /// <summary>The mailbox that is read from here on, and its token.</summary>
    public void Use(Guid mailboxId, Secret access) => (mailbox, token.Value) = (mailboxId, access);

    public async Task<IReadOnlyList<GraphFolder>> Folders(CancellationToken ct)
    {
        var known = new Dictionary<string, string>();
        foreach (var name in Known)
        {
            try
            {
                using var folder = await Json(
                    graph.Me.MailFolders[name].ToGetRequestInformation(),
                    ct
                );
                known[Text(folder.RootElement, "id")] = name;
            }
            catch (GraphRefusedException refused) when (refused.NotThere)
            {
                // A mailbox need not have each of them.
            }
        }

        var folders = new List<GraphFolder>();
        await Add(
            graph.Me.MailFolders.ToGetRequestInformation(c => c.QueryParameters.Top = PageSize),
            "",
            known,
            folders,
            ct
        );
        return folders;
    }

    /// <summary>The next page of a folder. A link is followed as it came, and only to where it came from.</summary>
    public async Task<GraphPage> Delta(
        string folder,
        string? link,
        bool withText,
        int pageSize,
        CancellationToken ct
    )
    {
        if (
            link is not null
            && (
                !Uri.TryCreate(link, UriKind.Absolute, out var target)
                || target.Authority != address.Authority
                || target.Scheme != address.Scheme
            )
        )
        {
            throw new GraphRefusedException(HttpStatusCode.Gone, "foreignLink", null);
        }

        var delta = graph.Me.MailFolders[folder].Messages.Delta;
        var request = link is null
            ? delta.ToGetRequestInformation(c =>
            {
                c.QueryParameters.Select = withText ? WithText : Fields;
                c.QueryParameters.Orderby = NewestFirst;
            })
            : delta.WithUrl(link).ToGetRequestInformation();
        using var page = await Json(request, ct, pageSize: pageSize);
        return GraphPage.Read(page.RootElement);
    }

    /// <summary>One mail by itself. FormatException when it cannot be read; null when it is gone.</summary>
    public async Task<GraphLetter?> One(string id, bool withText, CancellationToken ct)
    {
        var request = graph
            .Me.Messages[id]
            .ToGetRequestInformation(c => c.QueryParameters.Select = withText ? WithText : Fields);
        try
        {
            using var mail = await Json(request, ct);
            return GraphLetter.Read(mail.RootElement);
        }
        catch (GraphRefusedException refused) when (refused.NotThere)
        {
            return null;
        }
    }

    private async Task Add(
        RequestInformation first,
        string parent,
        Dictionary<string, string> known,
        List<GraphFolder> folders,
        CancellationToken ct
    )
    {
        for (var request = first; request is not null; )
        {
            using var page = await Json(request, ct);
            request = GraphLetter.Text(page.RootElement, "@odata.nextLink") is { } next
                ? graph.Me.MailFolders.WithUrl(next).ToGetRequestInformation()
                : null;
            foreach (var row in page.RootElement.GetProperty("value").EnumerateArray())
            {
                var id = Text(row, "id");
                folders.Add(
                    new GraphFolder(
                        id,
                        Text(row, "displayName"),
                        parent,
                        known.GetValueOrDefault(id, ""),
                        Count(row, "totalItemCount")
                    )
                );
                if (Count(row, "childFolderCount") > 0)
                {
                    await Add(
                        graph
                            .Me.MailFolders[id]
                            .ChildFolders.ToGetRequestInformation(c =>
                                c.QueryParameters.Top = PageSize
                            ),
                        id,
                        known,
                        folders,
                        ct
                    );
                }
            }
        }
    }

    private Task<JsonDocument> Json(
        RequestInformation request,
        CancellationToken ct,
        int parts = 0,
        int pageSize = PageSize
    )
    {
        request.Headers.Add("Prefer", Preferences(pageSize));
        return budget.Alone(mailbox, () => Call(stop => Send(request, parts, stop), ct), ct);
    }

    // With every request, whatever it asks for: an id of another kind would be another mail to us.
    private static string[] Preferences(int pageSize) =>
        [
            "IdType=\"ImmutableId\"",
            $"odata.maxpagesize={pageSize}",
            "outlook.body-content-type=\"text\"",
        ];

    private async Task<JsonDocument> Send(
        RequestInformation request,
        int parts,
        CancellationToken ct
    )
    {
        if (budget.Take(mailbox, 1 + parts) is { } wait)
        {
            throw new GraphRefusedException(HttpStatusCode.TooManyRequests, "ownLimit", wait);
        }

        // What Microsoft's support asks for when one call has to be found.
        request.Headers.TryAdd("client-request-id", Guid.CreateVersion7().ToString());
        await using var body =
            await graph.RequestAdapter.SendPrimitiveAsync<Stream>(request, Errors, ct)
            ?? throw new ProviderRefusedException(Provider.Name, 0, "no_answer");
        return await JsonDocument.ParseAsync(body, cancellationToken: ct);
    }

    private async Task<T> Call<T>(Func<CancellationToken, Task<T>> ask, CancellationToken ct)
    {
        // The body may trickle long after the head came in time.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        stop.CancelAfter(Provider.Total);
        try
        {
            return await ask(stop.Token);
        }
        catch (ODataError error)
        {
            throw GraphRefusedException.Of(error, clock.GetUtcNow());
        }
        catch (BrokenCircuitException)
        {
            throw new GraphRefusedException(
                HttpStatusCode.ServiceUnavailable,
                "notCalled",
                TimeSpan.FromSeconds(30)
            );
        }
        catch (Exception lost)
            when (lost
                    is HttpRequestException
                        or TimeoutRejectedException
                        or IOException
                        or JsonException
                        or ApiException
                        or OperationCanceledException
                && !ct.IsCancellationRequested
            )
        {
            throw new ProviderRefusedException(Provider.Name, 0, "no_answer");
        }
    }

    private static string Text(JsonElement row, string name) => GraphLetter.Text(row, name) ?? "";

    private static int Count(JsonElement row, string name) =>
        row.TryGetProperty(name, out var value) && value.TryGetInt32(out var count) ? count : 0;
}
