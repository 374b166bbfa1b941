using System.Collections.Concurrent;

namespace LeadFuel.Sandbox.Resend;

/// <summary>One customer of Resend: its key, its mails, its domains, where it wants to be told.</summary>
public sealed class ResendTeam(string name, ResendOptions options)
{
    private const int Most = 5_000;
    private readonly Lock gate = new();
    private readonly LinkedList<SentMail> sent = new();
    private readonly LinkedList<ReceivedMail> received = new();

    public string Name => name;
    public string Key { get; set; } = "";
    public string? HookUrl { get; set; }
    public string? HookSecret { get; set; }
    public ResendRate Rate { get; } = new(options);
    public ResendIdempotency Idempotency { get; } = new();
    public ConcurrentDictionary<Guid, SendingDomain> Domains { get; } = new();

    /// <summary>Newest first.</summary>
    public IReadOnlyList<SentMail> Sent
    {
        get
        {
            lock (gate)
            {
                return [.. sent];
            }
        }
    }

    /// <summary>Newest first.</summary>
    public IReadOnlyList<ReceivedMail> Received
    {
        get
        {
            lock (gate)
            {
                return [.. received];
            }
        }
    }

    public void Add(SentMail mail) => Add(sent, mail);

    public void Add(ReceivedMail mail) => Add(received, mail);

    public void Forget()
    {
        lock (gate)
        {
            sent.Clear();
            received.Clear();
        }
    }

    public bool MaySendFrom(string domain) =>
        options.VerifiedDomains.Contains(domain, StringComparer.OrdinalIgnoreCase)
        || Domains.Values.Any(own => own.Name == domain && own.Status == "verified");

    public bool Receives(string domain) =>
        domain == options.ReceivingSuffix
        || domain.EndsWith($".{options.ReceivingSuffix}", StringComparison.OrdinalIgnoreCase)
        || Domains.Values.Any(own =>
            own.Name == domain && own is { Receiving: true, Status: "verified" }
        );

    private void Add<T>(LinkedList<T> list, T mail)
    {
        lock (gate)
        {
            list.AddFirst(mail);
            if (list.Count > Most)
            {
                list.RemoveLast();
            }
        }
    }
}

public sealed class ResendOptions
{
    public int RequestsPerSecond { get; set; } = 5;
    public int DailyQuota { get; set; }
    public int MonthlyQuota { get; set; }
    public int EventDelayMs { get; set; } = 300;
    public string ReceivingSuffix { get; set; } = "leadfuel.test";
    public HashSet<string> VerifiedDomains { get; init; } = [];
    public Dictionary<string, TeamOptions> Teams { get; init; } = [];

    public sealed class TeamOptions
    {
        public string Key { get; set; } = "";
        public string? HookUrl { get; set; }
        public string? HookSecret { get; set; }
    }
}

public sealed class ResendTeams
{
    private readonly ResendOptions options;
    private readonly ConcurrentDictionary<string, ResendTeam> teams = new(
        StringComparer.OrdinalIgnoreCase
    );

    public ResendTeams(IConfiguration configuration)
    {
        options =
            configuration.GetSection("Sandbox:Resend").Get<ResendOptions>() ?? new ResendOptions();
        foreach (var (name, team) in options.Teams)
        {
            Set(name, team);
        }
    }

    public ICollection<ResendTeam> All => teams.Values;

    public ResendOptions Options => options;

    public ResendTeam? ByKey(string key) => teams.Values.FirstOrDefault(team => team.Key == key);

    public ResendTeam? ByName(string name) => teams.GetValueOrDefault(name);

    public ResendTeam Set(string name, ResendOptions.TeamOptions wanted)
    {
        var team = teams.GetOrAdd(name, added => new ResendTeam(added, options));
        team.Key = wanted.Key;
        team.HookUrl = wanted.HookUrl;
        team.HookSecret = wanted.HookSecret;
        return team;
    }

    public (ResendTeam Team, SentMail Mail)? Mail(Guid id)
    {
        foreach (var team in teams.Values)
        {
            if (team.Sent.FirstOrDefault(mail => mail.Id == id) is { } found)
            {
                return (team, found);
            }
        }

        return null;
    }
}
