using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LeadFuel.Sandbox.Microsoft365;

/// <summary>One mail of an invented mailbox, in a few bytes; its words are made when somebody reads it.</summary>
public readonly record struct StoryMail(
    int Person,
    int Thread,
    int InThread,
    StoryKind Kind,
    bool Outgoing,
    long Ticks
);

public enum StoryKind : byte
{
    Letter,
    Newsletter,
    Robot,
    Meeting,
}

public sealed record StoryPerson(
    string First,
    string Last,
    string Company,
    string Domain,
    string Title
)
{
    public string Name => $"{First} {Last}";
    public string Email => $"{First}.{Last}@{Domain}".ToLowerInvariant();
}

/// <summary>
/// A mailbox as a person in sales has it: some people they write with every week, many they wrote to once, threads that
/// go back and forth, newsletters, machines, invitations. The same seed tells the same story.
/// </summary>
public sealed class MailboxStory
{
    private static readonly string[] Firsts =
    [
        "Arne",
        "Ines",
        "Jonas",
        "Maria",
        "Lukas",
        "Sofia",
        "Henrik",
        "Amelie",
        "Tomasz",
        "Priya",
        "Noah",
        "Elif",
        "Oscar",
        "Freya",
        "Mateo",
        "Clara",
        "Yannick",
        "Aino",
        "Paul",
        "Giulia",
        "Samuel",
        "Nadia",
        "Erik",
        "Leonie",
        "Viktor",
        "Chiara",
        "Emma",
        "Rafael",
        "Ida",
        "Karim",
    ];
    private static readonly string[] Lasts =
    [
        "Bakke",
        "Haddad",
        "Feld",
        "Keller",
        "Brandt",
        "Rossi",
        "Nyberg",
        "Laurent",
        "Nowak",
        "Raman",
        "Fischer",
        "Yilmaz",
        "Lindqvist",
        "Moreau",
        "Garcia",
        "Hofmann",
        "Peeters",
        "Virtanen",
        "Schmidt",
        "Conti",
        "Okafor",
        "Benali",
        "Johansen",
        "Weber",
        "Petrov",
        "Marino",
        "Clarke",
        "Santos",
        "Dahl",
        "Aziz",
    ];
    private static readonly string[] Firms =
    [
        "Fjordline Bank",
        "Kestrel Pay",
        "Nordwind Logistics",
        "Lumio Health",
        "Brightwater Energy",
        "Talia Foods",
        "Orchard Legal",
        "Ferrum Steel",
        "Pinecone Games",
        "Alpine Insurance",
        "Harbor Freight",
        "Quanta Labs",
        "Meridian Travel",
        "Silva Timber",
        "Castell Robotics",
        "Verdant Farms",
        "Atlas Telecom",
        "Mosaic Retail",
    ];
    private static readonly string[] Titles =
    [
        "Head of Treasury",
        "CFO",
        "Finance Lead",
        "Procurement Manager",
        "Operations Director",
        "Controller",
        "Managing Director",
        "IT Lead",
        "Head of Sales",
        "Legal Counsel",
    ];
    private static readonly string[] Topics =
    [
        "Liquidity report",
        "Pilot in spring",
        "Offer for 40 seats",
        "Data processing agreement",
        "Numbers for the board",
        "Rollout plan",
        "Question about invoices",
        "Security questionnaire",
        "Next steps",
        "Visit on Thursday",
        "Renewal",
        "Integration with our ERP",
        "Workshop agenda",
        "Reference call",
        "Feedback after the demo",
    ];
    private static readonly string[] Openings =
    [
        "thanks for your time yesterday.",
        "I have talked to my colleagues about this.",
        "sorry for the late answer.",
        "a short question before the week ends.",
        "as promised, here is where we stand.",
        "this is good news for us.",
    ];
    private static readonly string[] Middles =
    [
        "The second draft reads well; two figures on page three do not match the ledger.",
        "We would start with one team and decide after six weeks.",
        "Our legal side asks where the data is kept and who can read it.",
        "Could you send the price for a year in one sum, without the set-up?",
        "The board meets on the 14th, so I need the numbers by Monday.",
        "What happens to the old reports when we switch?",
        "I can offer Tuesday at ten or Thursday after two.",
        "The rates changed again, so the forecast needs another look.",
    ];
    private static readonly string[] Closings =
    [
        "Let me know what you think.",
        "Can we talk about it on Thursday?",
        "Looking forward to it.",
        "I will come back to you by Friday.",
        "Does that work for you?",
    ];

    private readonly int seed;
    private readonly StoryMail[] mails;
    private readonly StoryPerson[] people;

    public MailboxStory(int seed, int messages, int days, int? correspondents, DateTimeOffset now)
    {
        this.seed = seed;
        people =
        [
            .. Enumerable
                .Range(0, correspondents ?? Math.Clamp(messages / 30, 4, 2000))
                .Select(Person),
        ];
        mails = Tell(messages, days, now);
    }

    public IReadOnlyList<StoryMail> Mails => mails;

    public StoryPerson Who(StoryMail mail) => people[mail.Person];

    public string Subject(StoryMail mail) =>
        mail.Kind switch
        {
            StoryKind.Newsletter => $"{people[mail.Person].Company} weekly: what changed",
            StoryKind.Robot => $"Your invoice {mail.Thread % 9000 + 1000} is ready",
            StoryKind.Meeting => $"Invitation: {Topic(mail)}",
            _ => (mail.InThread > 0 ? "Re: " : "") + Topic(mail),
        };

    public string Text(StoryMail mail, string owner)
    {
        var person = people[mail.Person];
        if (mail.Kind != StoryKind.Letter)
        {
            return $"{Subject(mail)}\n\nThis mail was made by a machine at {person.Company}.";
        }

        var (to, from) = mail.Outgoing ? (person.First, owner) : (owner, person.First);
        var text =
            $"Hello {to.Split(' ')[0]},\n\n{Pick(Openings, mail, 1)} {Pick(Middles, mail, 2)} {Pick(Middles, mail, 3)}\n\n{Pick(Closings, mail, 4)}\n\nBest,\n{from}";
        return mail.Outgoing
            ? text
            : $"{text}\n\n--\n{person.Name}\n{person.Title}, {person.Company}\n+47 22 {Draw(mail.Person, 7) % 90 + 10} {Draw(mail.Person, 8) % 90 + 10} {Draw(mail.Person, 9) % 90 + 10}";
    }

    private string Topic(StoryMail mail) =>
        $"{Topics[(int)(Draw(mail.Thread, 5) % (uint)Topics.Length)]}, {people[mail.Person].Company}";

    private StoryPerson Person(int i)
    {
        var firm = Firms[Draw(i, 11) % (uint)Firms.Length];
        var number = i / (Firsts.Length * Lasts.Length);
        var last =
            Lasts[i / Firsts.Length % Lasts.Length]
            + (number > 0 ? number.ToString(CultureInfo.InvariantCulture) : "");
        return new(
            Firsts[i % Firsts.Length],
            last,
            firm,
            firm.Split(' ')[0].ToLowerInvariant() + (Draw(i, 12) % 4 == 0 ? ".no" : ".com"),
            Titles[Draw(i, 13) % (uint)Titles.Length]
        );
    }

    private StoryMail[] Tell(int messages, int days, DateTimeOffset now)
    {
        var told = new StoryMail[messages];
        var last = new (int Thread, int InThread, bool Outgoing, long Ticks)[people.Length];
        var span = TimeSpan.FromDays(days).Ticks;
        var begin = now.UtcTicks - span;
        var threads = 0;
        for (var i = 0; i < messages; i++)
        {
            var ticks = begin + (long)(span * ((i + 0.5 + (Unit(i, 21) * 0.4)) / (messages + 1)));
            // A few are written with all the time, most once in a while.
            var person = (int)(people.Length * Math.Pow(Unit(i, 22), 2.2));
            var kind = Unit(i, 23) switch
            {
                < 0.08 => StoryKind.Newsletter,
                < 0.13 => StoryKind.Robot,
                < 0.16 => StoryKind.Meeting,
                _ => StoryKind.Letter,
            };
            if (kind != StoryKind.Letter)
            {
                told[i] = new(person, ++threads, 0, kind, false, ticks);
                continue;
            }

            ref var before = ref last[person];
            var goesOn =
                before.Ticks > 0
                && ticks - before.Ticks < TimeSpan.FromDays(9).Ticks
                && Unit(i, 24) < 0.8;
            var outgoing = goesOn ? before.Outgoing == Unit(i, 25) < 0.1 : Unit(i, 26) < 0.6;
            before = goesOn
                ? (before.Thread, before.InThread + 1, outgoing, ticks)
                : (++threads, 0, outgoing, ticks);
            told[i] = new(person, before.Thread, before.InThread, kind, outgoing, ticks);
        }

        return told;
    }

    private string Pick(string[] from, StoryMail mail, int salt) =>
        from[(int)(Draw((int)(mail.Ticks / TimeSpan.TicksPerSecond), salt) % (uint)from.Length)];

    private double Unit(int i, int salt) => Draw(i, salt) / (uint.MaxValue + 1.0);

    private uint Draw(int i, int salt)
    {
        Span<byte> bytes = stackalloc byte[12];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, seed);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[4..], i);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[8..], salt);
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(bytes, hash);
        return BinaryPrimitives.ReadUInt32LittleEndian(hash);
    }

    /// <summary>The same for the same address, so that a mailbox is the same after a new start.</summary>
    public static int SeedOf(string address) =>
        BinaryPrimitives.ReadInt32LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(address)));
}
