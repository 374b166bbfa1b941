using System.Security.Cryptography;
using System.Text;

namespace LeadFuel.Sandbox.Microsoft365;

public sealed record BoxFolder(string Id, string Name, string Known, string Parent);

/// <summary>A mail that somebody dropped in; what the story tells is not kept as text.</summary>
public sealed record GivenMail
{
    public string From { get; init; } = "";
    public string FromName { get; init; } = "";
    public string[] To { get; init; } = [];
    public string[] Cc { get; init; } = [];
    public string[] ReplyTo { get; init; } = [];
    public string Subject { get; init; } = "";
    public string Text { get; init; } = "";
    public string? Html { get; init; }
    public string Folder { get; init; } = "inbox";
    public DateTimeOffset? At { get; init; }
    public string? InternetMessageId { get; init; }
    public string? Conversation { get; init; }
    public string[] Categories { get; init; } = [];
    public bool Draft { get; init; }
    public Dictionary<string, string> Headers { get; init; } = [];

    /// <summary>A time that is none, wherever and however often it is read.</summary>
    public bool Broken { get; init; }
}

public sealed class BoxMail
{
    public required int Number { get; init; }
    public required DateTimeOffset At { get; init; }
    public StoryMail? Story { get; init; }
    public GivenMail? Given { get; set; }
    public string Folder { get; set; } = "";
    public bool Read { get; set; }
}

public enum BoxChange : byte
{
    There,
    Touched,
    Categorised,
    Gone,
}

/// <summary>A mailbox: folders, what lies in them, and every change in order, from which delta is answered.</summary>
public sealed class MicrosoftBox
{
    private readonly Lock gate = new();
    private readonly List<BoxMail> mails = [];
    private readonly Dictionary<string, SortedSet<(long NewestFirst, int Number)>> inFolder = [];
    private readonly Dictionary<string, List<(long Seq, int Number, BoxChange Change)>> changes =
    [];
    private long seq;

    public MicrosoftBox(string address, string name, MailboxStory story, DateTimeOffset now)
    {
        (Address, Name, Story) = (address, name, story);
        Folders =
        [
            new(IdOf("inbox"), "Inbox", "inbox", ""),
            new(IdOf("sentitems"), "Sent Items", "sentitems", ""),
            new(IdOf("drafts"), "Drafts", "drafts", ""),
            new(IdOf("deleteditems"), "Deleted Items", "deleteditems", ""),
            new(IdOf("junkemail"), "Junk Email", "junkemail", ""),
            new(IdOf("archive"), "Archive", "archive", ""),
            new(IdOf("customers"), "Customers", "", IdOf("inbox")),
        ];
        foreach (var folder in Folders)
        {
            inFolder[folder.Id] = [];
            changes[folder.Id] = [];
        }

        foreach (var mail in story.Mails)
        {
            var at = new DateTimeOffset(mail.Ticks, TimeSpan.Zero);
            Put(
                new BoxMail
                {
                    Number = mails.Count,
                    At = at,
                    Story = mail,
                },
                mail.Outgoing ? IdOf("sentitems")
                    : mail.Kind == StoryKind.Letter && mail.Thread % 6 == 0 ? IdOf("customers")
                    : IdOf("inbox")
            );
        }

        Now = now;
    }

    public string Address { get; }
    public string Name { get; }
    public MailboxStory Story { get; }
    public DateTimeOffset Now { get; }
    public IReadOnlyList<BoxFolder> Folders { get; private set; }
    public string Tenant =>
        new Guid(
            SHA256.HashData(Encoding.UTF8.GetBytes("tenant " + Address.Split('@')[^1]))[..16]
        ).ToString();
    public string Directory =>
        new Guid(SHA256.HashData(Encoding.UTF8.GetBytes("person " + Address))[..16]).ToString();
    public bool NoExchange { get; set; }

    /// <summary>The organisation has switched plus addresses off: mail to one comes back.</summary>
    public bool NoPlus { get; set; }

    public int Count(string folder)
    {
        lock (gate)
        {
            return inFolder[folder].Count;
        }
    }

    public BoxFolder? Folder(string idOrName) =>
        Folders.FirstOrDefault(folder =>
            folder.Id == idOrName
            || folder.Known == idOrName
            || folder.Name.Equals(idOrName, StringComparison.OrdinalIgnoreCase)
        );

    public BoxFolder AddFolder(string name, string? parent)
    {
        lock (gate)
        {
            var folder = new BoxFolder(
                IdOf($"folder {Folders.Count} {name}"),
                name,
                "",
                parent is null ? "" : Folder(parent)?.Id ?? ""
            );
            inFolder[folder.Id] = [];
            changes[folder.Id] = [];
            Folders = [.. Folders, folder];
            return folder;
        }
    }

    public void RemoveFolder(string id)
    {
        lock (gate)
        {
            Folders = [.. Folders.Where(folder => folder.Id != id)];
        }
    }

    public BoxMail Add(GivenMail mail, DateTimeOffset now)
    {
        lock (gate)
        {
            var added = new BoxMail
            {
                Number = mails.Count,
                At = mail.At ?? now,
                Given = mail,
            };
            Put(added, (Folder(mail.Folder) ?? Folders[0]).Id);
            return added;
        }
    }

    public BoxMail? Mail(int number)
    {
        lock (gate)
        {
            return number >= 0 && number < mails.Count && mails[number].Folder.Length > 0
                ? mails[number]
                : null;
        }
    }

    public void Move(BoxMail mail, string? folder)
    {
        lock (gate)
        {
            inFolder[mail.Folder].Remove((-mail.At.UtcTicks, mail.Number));
            changes[mail.Folder].Add((++seq, mail.Number, BoxChange.Gone));
            mail.Folder = folder ?? "";
            if (folder is not null)
            {
                inFolder[folder].Add((-mail.At.UtcTicks, mail.Number));
                changes[folder].Add((++seq, mail.Number, BoxChange.There));
            }
        }
    }

    /// <summary>Somebody has read it: an update that says little.</summary>
    public void Touch(BoxMail mail)
    {
        lock (gate)
        {
            mail.Read = !mail.Read;
            changes[mail.Folder].Add((++seq, mail.Number, BoxChange.Touched));
        }
    }

    /// <summary>Somebody gives a dropped mail categories: told as an update that says little, or as the whole mail.</summary>
    public void Categorise(BoxMail mail, string[] categories, bool whole)
    {
        lock (gate)
        {
            mail.Given = mail.Given! with { Categories = categories };
            changes[mail.Folder]
                .Add((++seq, mail.Number, whole ? BoxChange.There : BoxChange.Categorised));
        }
    }

    public long Seq
    {
        get
        {
            lock (gate)
            {
                return seq;
            }
        }
    }

    /// <summary>What lies in a folder, newest first, after a place.</summary>
    public IReadOnlyList<BoxMail> Newest(string folder, (long, int)? after, int take)
    {
        lock (gate)
        {
            var all = inFolder[folder];
            if (all.Count == 0)
            {
                return [];
            }

            IEnumerable<(long, int Number)> rest = after is { } place
                ? all.GetViewBetween((place.Item1, place.Item2 + 1), (long.MaxValue, int.MaxValue))
                : all;
            return [.. rest.Take(take).Select(entry => mails[entry.Number])];
        }
    }

    /// <summary>What happened in a folder after one moment and until another, each mail once, as it stands now.</summary>
    public IReadOnlyList<(int Number, BoxChange Change)> Changes(
        string folder,
        long after,
        long until
    )
    {
        lock (gate)
        {
            var log = changes[folder];
            var first = log.FindIndex(change => change.Seq > after);
            if (first < 0)
            {
                return [];
            }

            return
            [
                .. log.Skip(first)
                    .Where(change => change.Seq <= until)
                    .GroupBy(change => change.Number)
                    .Select(same =>
                        (
                            same.Key,
                            same.Any(change => change.Change == BoxChange.There)
                            && same.Last().Change != BoxChange.Gone
                                ? BoxChange.There
                                : same.Last().Change
                        )
                    ),
            ];
        }
    }

    private void Put(BoxMail mail, string folder)
    {
        mail.Folder = folder;
        mails.Add(mail);
        inFolder[folder].Add((-mail.At.UtcTicks, mail.Number));
        changes[folder].Add((++seq, mail.Number, BoxChange.There));
    }

    private string IdOf(string what) =>
        "AQMk"
        + MicrosoftTokens.Base64Url(SHA256.HashData(Encoding.UTF8.GetBytes($"{Address} {what}")));
}
