using System.Text.Json;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;

namespace LeadFuel.Signal.Tests.Attempts;

/// <summary>Posts that LinkedIn does not simply take.</summary>
internal static class BrokenPosts
{
    /// <summary>A draft that can go out, and the fault that it will meet, if any.</summary>
    public static async Task<(Member Ada, string Word, JsonElement Post)> Begun(
        this Suite suite,
        string? kind,
        Member? member = null,
        int? times = null,
        string kindOfTarget = "profile"
    )
    {
        var ada = member ?? await suite.SignUp();
        var word = Stage.Word();
        var connection = await Stage.Connect(
            suite,
            ada,
            Stage.NewName(),
            pages: kindOfTarget == "page"
        );
        var post = await Stage.NewPost(
            ada,
            $"A post about {word}",
            connection.Target(kindOfTarget).Text("id")
        );
        if (kind is not null)
        {
            await suite.Sandbox.Break(
                new
                {
                    vendor = "linkedin",
                    kind,
                    match = word,
                    status = 400,
                    times = times
                        ?? (
                            kind.StartsWith("server_error", StringComparison.Ordinal)
                                ? 1
                                : (int?)null
                        ),
                }
            );
        }

        return (ada, word, post);
    }
}
