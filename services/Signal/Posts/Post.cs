using System.Security.Cryptography;
using System.Text;

namespace LeadFuel.Signal.Posts;

public enum PostState : short
{
    Draft = 0,

    /// <summary>On its way; until it has been handed over a person can still take it back.</summary>
    Publishing = 1,
    Published = 2,

    /// <summary>LinkedIn never said whether it is there. It is not sent again by itself.</summary>
    Unknown = 3,
    Failed = 4,
}

[Stored("LinkedIn posts: their text, where they go and what became of them.", Kept.UntilDeleted)]
public sealed class Post : IDeletable
{
    public Guid Id { get; private init; } = Guid.CreateVersion7();
    public string AccountEmail { get; private set; } = "";

    [Purpose("The profile or page it goes to")]
    public Guid? TargetId { get; set; }

    [Purpose("Whose voice it has")]
    public Guid? PersonaId { get; set; }

    [Purpose("What it is about")]
    public Guid? BucketId { get; set; }

    [Purpose("The published customer profile of Scope it is for")]
    public Guid? IcpId { get; set; }

    [Purpose("What it should say, in your words; part of the prompt")]
    public string Brief { get; set; } = "";

    [Purpose("Its text")]
    public string Text { get; private set; } = "";

    [Purpose("Pages of yours that it mentions")]
    public Guid[] MentionIds { get; private set; } = [];

    [Purpose("Draft, publishing, published, unknown or failed")]
    public PostState State { get; private set; }

    [Purpose("Counts how often it was told to go out")]
    public int Round { get; private set; }

    [Purpose("When it was told to go out")]
    public DateTimeOffset? AskedAt { get; private set; }

    [Purpose("Who told it to go out")]
    public string? AskedBy { get; private set; }

    [Purpose("Why it waits or failed: the reason's name")]
    public string? Reason { get; private set; }

    [Purpose("When it is tried again")]
    public DateTimeOffset? NextTryAt { get; private set; }

    [Purpose("Names the post at LinkedIn")]
    public string? Urn { get; private set; }

    [Purpose("Where people see it")]
    public string? Permalink { get; private set; }

    [Purpose("When it went out")]
    public DateTimeOffset? PublishedAt { get; private set; }

    [Purpose("Who began it")]
    public required string By { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; private set; }
    public DateTimeOffset? DeletedAt { get; set; }
    public int Version { get; private set; } = 1;

    /// <summary>What a person says yes to: this text, at this place.</summary>
    public string ContentHash =>
        Convert.ToHexStringLower(
            SHA256.HashData(
                Encoding.UTF8.GetBytes($"{TargetId}\n{string.Join(',', MentionIds)}\n{Text}")
            )
        );

    public bool Editable => State is PostState.Draft or PostState.Failed;

    public void Edited(DateTimeOffset now) => (UpdatedAt, Version) = (now, Version + 1);

    public void Write(string text, Guid[] mentions) => (Text, MentionIds) = (text, mentions);

    public static Refused NotEditable(PostState state) =>
        Refuse.Conflict(
            state switch
            {
                PostState.Published =>
                    "This post is published. Change it at LinkedIn; here it stays as it went out.",
                PostState.Unknown => "Say first whether this post went out.",
                _ => "This post is on its way. Take it back first.",
            },
            "post-not-editable"
        );

    public void Ask(string by, DateTimeOffset now) =>
        (State, Round, AskedAt, AskedBy, Reason, NextTryAt, Version) = (
            PostState.Publishing,
            Round + 1,
            now,
            by,
            null,
            null,
            Version + 1
        );

    public void Wait(string reason, DateTimeOffset until) => (Reason, NextTryAt) = (reason, until);

    // What comes by itself leaves the version alone: it is no edit that somebody else's could collide with.
    public void Publish(string urn, string permalink, DateTimeOffset at) =>
        (State, Urn, Permalink, PublishedAt, Reason, NextTryAt) = (
            PostState.Published,
            urn,
            permalink,
            at,
            null,
            null
        );

    public void Lose(string reason) =>
        (State, Reason, NextTryAt) = (PostState.Unknown, reason, null);

    public void Fail(string reason) =>
        (State, Reason, NextTryAt) = (PostState.Failed, reason, null);

    public void PutBack() =>
        (State, Reason, NextTryAt, Version) = (PostState.Draft, null, null, Version + 1);

    public sealed class Table : IEntityTypeConfiguration<Post>
    {
        public void Configure(EntityTypeBuilder<Post> posts)
        {
            posts.HasKey(p => new { p.AccountEmail, p.Id });
            posts.Property(p => p.State).HasConversion<short>();
            posts.Property(p => p.Version).IsConcurrencyToken();
            posts.Ignore(p => p.ContentHash);
            posts.Ignore(p => p.Editable);
            posts.HasIndex(p => new { p.AccountEmail, p.State });
            // One post at LinkedIn is one post here.
            posts.HasIndex(p => new { p.AccountEmail, p.Urn }).IsUnique();
        }
    }
}
