using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LeadFuel.Sandbox.LinkedIn;

/// <summary>A page that people follow, and how its name is written in addresses.</summary>
public sealed record CompanyPage(string Id, string Name, string Vanity)
{
    public string Urn => $"urn:li:organization:{Id}";
}

/// <summary>Somebody with a profile; each has three pages of their own, with a role on each.</summary>
public sealed class LinkedInMember(string sub, string name)
{
    public string Sub => sub;
    public string Name => name;
    public string Urn => $"urn:li:person:{sub}";
    public List<CompanyPage> Pages { get; } = [];
    public Dictionary<string, string> Roles { get; } = [];
}

/// <summary>What was consented to, behind a code, an access token or a refresh token.</summary>
public sealed record Grant(
    LinkedInMember Member,
    string ClientId,
    string RedirectUri,
    string[] Scopes,
    DateTimeOffset ExpiresAt
)
{
    public bool Revoked { get; set; }
}

/// <summary>One post as it stands at LinkedIn: what came, and what is shown of it.</summary>
public sealed record SharedPost(
    string Urn,
    string Author,
    string AuthorName,
    string Commentary,
    string Shown,
    string Visibility,
    DateTimeOffset CreatedAt
);

/// <summary>LinkedIn's own side: members, consents, tokens and posts, in memory and bounded.</summary>
public sealed class LinkedInWorld(TimeProvider clock)
{
    private const int MostPosts = 5_000;
    private static readonly TimeSpan CodeLives = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan AccessLives = TimeSpan.FromDays(60);
    private static readonly TimeSpan RefreshLives = TimeSpan.FromDays(365);
    private static readonly (string Name, string Role)[] Companies =
    [
        ("Kestrel Pay", "ADMINISTRATOR"),
        ("Kestrel Labs", "CONTENT_ADMINISTRATOR"),
        ("Old Harbour", "ANALYST"),
    ];

    private readonly Lock gate = new();
    private readonly Dictionary<string, LinkedInMember> members = [];
    private readonly Dictionary<string, Grant> codes = [];
    private readonly Dictionary<string, Grant> access = [];
    private readonly Dictionary<string, Grant> refresh = [];
    private readonly List<SharedPost> posts = [];
    private long lastPost = 7_100_000_000_000_000_000;

    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>The member of this name; the same name is the same person.</summary>
    public LinkedInMember SignIn(string name)
    {
        lock (gate)
        {
            var sub = Short($"member {name}", 10);
            if (members.TryGetValue(sub, out var known))
            {
                return known;
            }

            var member = new LinkedInMember(sub, name);
            foreach (var (company, role) in Companies)
            {
                var id = Number($"{company} of {name}");
                member.Pages.Add(new(id, company, company.Replace(' ', '-').ToLowerInvariant()));
                member.Roles[id] = role;
            }

            return members[sub] = member;
        }
    }

    public LinkedInMember? Member(string sub)
    {
        lock (gate)
        {
            return members.GetValueOrDefault(sub);
        }
    }

    public string Consent(LinkedInMember member, string client, string redirect, string[] scopes)
    {
        var code = Token(40);
        lock (gate)
        {
            codes[code] = new(member, client, redirect, scopes, Now + CodeLives);
        }

        return code;
    }

    /// <summary>A code is good once.</summary>
    public Grant? UseCode(string code)
    {
        lock (gate)
        {
            return codes.Remove(code, out var grant) && grant.ExpiresAt > Now ? grant : null;
        }
    }

    public Grant? Refresh(string token)
    {
        lock (gate)
        {
            return
                refresh.GetValueOrDefault(token) is { Revoked: false } grant
                && grant.ExpiresAt > Now
                ? grant
                : null;
        }
    }

    /// <summary>Opaque, and as long as LinkedIn's.</summary>
    public (string Token, int Seconds) Access(Grant consent)
    {
        var token = "AQX" + Token(770);
        lock (gate)
        {
            access[token] = consent with { ExpiresAt = Now + AccessLives };
        }

        return (token, (int)AccessLives.TotalSeconds);
    }

    public (string Token, int Seconds) RefreshToken(Grant consent)
    {
        var token = "AQW" + Token(770);
        lock (gate)
        {
            refresh[token] = consent with { ExpiresAt = Now + RefreshLives };
        }

        return (token, (int)RefreshLives.TotalSeconds);
    }

    /// <summary>The end of a refresh token does not move when it is used.</summary>
    public int SecondsLeft(Grant grant) => (int)(grant.ExpiresAt - Now).TotalSeconds;

    public Grant? Holder(string? token)
    {
        lock (gate)
        {
            return token is null ? null : access.GetValueOrDefault(token);
        }
    }

    public void Revoke(LinkedInMember member)
    {
        lock (gate)
        {
            foreach (
                var grant in access.Values.Concat(refresh.Values).Where(g => g.Member == member)
            )
            {
                grant.Revoked = true;
            }
        }
    }

    public SharedPost Add(Grant by, string author, string commentary, string visibility)
    {
        lock (gate)
        {
            var name =
                by.Member.Pages.FirstOrDefault(page => page.Urn == author)?.Name ?? by.Member.Name;
            var post = new SharedPost(
                $"urn:li:share:{++lastPost}",
                author,
                name,
                commentary,
                LittleText.Shown(commentary),
                visibility,
                Now
            );
            posts.Add(post);
            if (posts.Count > MostPosts)
            {
                posts.RemoveAt(0);
            }

            return post;
        }
    }

    /// <summary>Newest first.</summary>
    public IReadOnlyList<SharedPost> Posts(string? author = null, string? urn = null)
    {
        lock (gate)
        {
            return
            [
                .. posts
                    .Where(post =>
                        (author is null || post.Author == author)
                        && (urn is null || post.Urn == urn)
                    )
                    .Reverse(),
            ];
        }
    }

    private static string Token(int bytes) =>
        Convert
            .ToBase64String(RandomNumberGenerator.GetBytes(bytes))
            .Replace('+', '-')
            .Replace('/', '_')
            .TrimEnd('=');

    private static string Short(string of, int length) =>
        Convert
            .ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(of)))
            .Replace('+', 'a')
            .Replace('/', 'b')[..length];

    private static string Number(string of) =>
        (
            BitConverter.ToUInt32(SHA256.HashData(Encoding.UTF8.GetBytes(of))) % 90_000_000
            + 10_000_000
        ).ToString(CultureInfo.InvariantCulture);
}
