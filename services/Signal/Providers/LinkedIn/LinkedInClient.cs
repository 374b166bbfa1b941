using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Polly.CircuitBreaker;
using Polly.RateLimiting;
using Polly.Timeout;

namespace LeadFuel.Signal.Providers.LinkedIn;

/// <summary>
/// The only calls to LinkedIn there are: sign-in, the member's name and pages, publishing, and a page's latest posts.
/// Fails with <see cref="ProviderRefusedException"/>; status 0 when no answer came. Nothing is ever repeated here.
/// </summary>
public sealed class LinkedInClient(
    HttpClient http,
    IOptionsMonitor<ProviderOptions> options,
    IConfiguration settings,
    Egress egress
)
{
    public const string Connect = "signal.connect";
    public const string Pages = "signal.pages";
    public const string Publish = "signal.publish";
    public const string Lookup = "signal.lookup";
    public const string Token = "access token";
    public const string PostText = "post text";
    public const string SignInCode = "sign-in code";

    /// <summary>The call was not made: no connection, or the circuit was open.</summary>
    public const string NotCalled = "not_called";

    public const string MayPost = "w_member_social";
    public const string MayPostForPages = "w_organization_social";
    public const string MaySeePages = "r_organization_admin";
    public const string MayReadPages = "r_organization_social";

    /// <summary>One scope that the app is not approved for, and LinkedIn refuses the whole consent.</summary>
    public static readonly string[] MemberScopes = ["openid", "profile", MayPost];

    public static readonly string[] PageScopes =
    [
        .. MemberScopes,
        MayPostForPages,
        MayReadPages,
        MaySeePages,
    ];

    public static readonly Provider Provider = new("LinkedIn", new("https://api.linkedin.com/"))
    {
        SignIn = new("https://www.linkedin.com/"),
        Purposes =
        [
            new(
                Connect,
                "Connects your profile and keeps the connection alive.",
                SignInCode,
                Token
            ),
            new(Pages, "Asks which pages you may post for.", Token),
            new(Publish, "Publishes a post, when you say so.", PostText, Token),
            new(Lookup, "Looks whether a page's post went out, when LinkedIn never said.", Token),
        ],
        Keeps =
            "LinkedIn keeps your posts until you delete them there, and shows them to its members.",
        PerTry = TimeSpan.FromSeconds(15),
        Total = TimeSpan.FromSeconds(20),
        Retries = 0,
    };

    private ProviderOptions Options => options.Get(Provider.Name);

    private Uri SignInBase => Options.BaseUrl is null ? Provider.SignIn! : http.BaseAddress!;

    public LinkedInApp App(bool pages) =>
        pages && settings["Providers:LinkedIn:PagesClientId"] is { Length: > 0 } id
            ? new(id, new Secret(settings["Providers:LinkedIn:PagesClientSecret"] ?? ""))
            : new(Options.ClientId, new Secret(Options.ClientSecret));

    /// <summary>The app that a connection was made with; null: it is not configured any more.</summary>
    public LinkedInApp? App(string clientId) =>
        new[] { App(pages: false), App(pages: true) }.FirstOrDefault(app =>
            app.ClientId == clientId
        );

    /// <summary>Where the browser goes to be asked for consent.</summary>
    public string ConsentAddress(LinkedInApp app, string redirect, string state, string[] scopes) =>
        new Uri(SignInBase, "oauth/v2/authorization").AbsoluteUri
        + $"?response_type=code&client_id={Escaped(app.ClientId)}&redirect_uri={Escaped(redirect)}"
        + $"&state={Escaped(state)}&scope={Escaped(string.Join(' ', scopes))}";

    /// <summary>Where people see a post.</summary>
    public string Permalink(string urn) =>
        new Uri(SignInBase, $"feed/update/{urn}/").AbsoluteUri.TrimEnd('/');

    public Task<Granted> Exchange(
        LinkedInApp app,
        string code,
        string redirect,
        CancellationToken ct
    ) =>
        Tokens(
            app,
            [
                new("grant_type", "authorization_code"),
                new("code", code),
                new("redirect_uri", redirect),
            ],
            ct
        );

    public Task<Granted> Refresh(LinkedInApp app, Secret refreshToken, CancellationToken ct) =>
        Tokens(
            app,
            [new("grant_type", "refresh_token"), new("refresh_token", refreshToken.Reveal())],
            ct
        );

    public async Task<Profile> Who(Secret token, CancellationToken ct)
    {
        using var purpose = egress.For(Connect, Token);
        using var request = new HttpRequestMessage(HttpMethod.Get, "v2/userinfo");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Reveal());
        using var answer = await Json(request, ct);
        return new(
            $"urn:li:person:{LinkedInWire.Text(answer.RootElement, "sub")}",
            LinkedInWire.Text(answer.RootElement, "name")
        );
    }

    public async Task<IReadOnlyList<PageRole>> Roles(Secret token, CancellationToken ct)
    {
        using var purpose = egress.For(Pages, Token);
        using var request = Rest(
            HttpMethod.Get,
            "rest/organizationAcls?q=roleAssignee&state=APPROVED&start=0&count=100",
            token
        );
        using var answer = await Json(request, ct);
        return
        [
            .. answer
                .RootElement.GetProperty("elements")
                .EnumerateArray()
                .Where(role => LinkedInWire.Text(role, "state") == "APPROVED")
                .Select(role => new PageRole(
                    LinkedInWire.Text(role, "organization"),
                    LinkedInWire.Text(role, "role")
                )),
        ];
    }

    public async Task<string> PageName(Secret token, string urn, CancellationToken ct)
    {
        using var purpose = egress.For(Pages, Token);
        using var request = Rest(
            HttpMethod.Get,
            $"rest/organizations/{Escaped(urn.Split(':')[^1])}",
            token
        );
        using var answer = await Json(request, ct);
        return LinkedInWire.Text(answer.RootElement, "localizedName");
    }

    /// <summary>Sends the post, once. Whoever calls has the attempt on disk already.</summary>
    public async Task<PostAnswer> Post(Secret token, byte[] body, CancellationToken ct)
    {
        using var purpose = egress.For(Publish, PostText, Token);
        using var request = Rest(HttpMethod.Post, "rest/posts", token);
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        using var response = await Send(request, ct);
        var requestId = Header(response, "x-li-uuid");
        if (response.IsSuccessStatusCode)
        {
            // The head says it all: the answer has no body.
            var urn = Header(response, "x-restli-id");
            return new(
                (int)response.StatusCode,
                urn is not null && LinkedInWire.PostUrn(urn) == urn ? urn : null,
                requestId,
                ""
            );
        }

        var (code, twin) = LinkedInWire.ReadError(await Body(response, ct));
        return new((int)response.StatusCode, twin, requestId, code);
    }

    /// <summary>A page's latest posts, newest first. A member's own cannot be listed.</summary>
    public async Task<IReadOnlyList<ListedPost>> Latest(
        Secret token,
        string author,
        CancellationToken ct
    )
    {
        using var purpose = egress.For(Lookup, Token);
        using var request = Rest(
            HttpMethod.Get,
            $"rest/posts?q=author&author={Escaped(author)}&count={MostListed}&sortBy=LAST_MODIFIED",
            token
        );
        request.Headers.Add("X-RestLi-Method", "FINDER");
        using var answer = await Json(request, ct);
        return
        [
            .. answer
                .RootElement.GetProperty("elements")
                .EnumerateArray()
                .Select(post => new ListedPost(
                    LinkedInWire.Text(post, "id"),
                    LinkedInWire.Text(post, "commentary"),
                    DateTimeOffset.FromUnixTimeMilliseconds(
                        post.GetProperty("createdAt").GetInt64()
                    )
                )),
        ];
    }

    public const int MostListed = 20;

    private async Task<Granted> Tokens(
        LinkedInApp app,
        IEnumerable<KeyValuePair<string, string>> form,
        CancellationToken ct
    )
    {
        using var purpose = egress.For(Connect, SignInCode, Token);
        using var request = new HttpRequestMessage(
            HttpMethod.Post,
            new Uri(SignInBase, "oauth/v2/accessToken")
        );
        request.Content = new FormUrlEncodedContent([
            .. form,
            new("client_id", app.ClientId),
            new("client_secret", app.ClientSecret.Reveal()),
        ]);
        using var answer = await Json(request, ct);
        var granted = LinkedInWire.ReadToken(answer.RootElement);
        return granted.AccessToken.Reveal().Length > 0
            ? granted
            : throw new ProviderRefusedException(Provider.Name, 0, "no_token");
    }

    private HttpRequestMessage Rest(HttpMethod method, string path, Secret token)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Reveal());
        request.Headers.Add("LinkedIn-Version", settings["Signal:LinkedInVersion"] ?? "202607");
        request.Headers.Add("X-Restli-Protocol-Version", "2.0.0");
        return request;
    }

    private async Task<JsonDocument> Json(HttpRequestMessage request, CancellationToken ct)
    {
        using var response = await Send(request, ct);
        var body = await Body(response, ct);
        if (!response.IsSuccessStatusCode)
        {
            throw new ProviderRefusedException(
                Provider.Name,
                response.StatusCode,
                LinkedInWire.ReadError(body).Code
            );
        }

        try
        {
            return JsonDocument.Parse(body);
        }
        catch (JsonException)
        {
            throw new ProviderRefusedException(Provider.Name, 0, "no_answer");
        }
    }

    private async Task<HttpResponseMessage> Send(HttpRequestMessage request, CancellationToken ct)
    {
        try
        {
            return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        }
        catch (Exception never)
            when (never
                    is BrokenCircuitException
                        or RateLimiterRejectedException
                        or HttpRequestException
                        {
                            HttpRequestError: HttpRequestError.ConnectionError
                                or HttpRequestError.NameResolutionError
                                or HttpRequestError.SecureConnectionError
                        }
            )
        {
            throw new ProviderRefusedException(
                Provider.Name,
                HttpStatusCode.ServiceUnavailable,
                NotCalled
            );
        }
        catch (Exception lost) when (Lost(lost, ct))
        {
            throw new ProviderRefusedException(Provider.Name, 0, "no_answer");
        }
    }

    private static async Task<string> Body(HttpResponseMessage response, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Provider.PerTry);
        try
        {
            return await response.Content.ReadAsStringAsync(limit.Token);
        }
        catch (Exception lost) when (Lost(lost, ct))
        {
            throw new ProviderRefusedException(Provider.Name, 0, "no_answer");
        }
    }

    private static bool Lost(Exception lost, CancellationToken ct) =>
        !ct.IsCancellationRequested
        && lost
            is HttpRequestException
                or TimeoutRejectedException
                or IOException
                or OperationCanceledException;

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    private static string Escaped(string text) => Uri.EscapeDataString(text);
}
