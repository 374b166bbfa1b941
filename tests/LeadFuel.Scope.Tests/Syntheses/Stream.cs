using System.Globalization;
using System.Text.Json;

namespace LeadFuel.Scope.Tests.Syntheses;

internal sealed record StreamEvent(int Id, string Kind, JsonElement Body)
{
    public override string ToString() => $"{Id} {Kind} {Body}";
}

internal static class Stream
{
    /// <summary>The events as they come; leaves when `until` holds or the stream ends.</summary>
    public static async Task<List<StreamEvent>> Follow(
        Caller caller,
        string path,
        Func<StreamEvent, bool>? until = null,
        string? after = null
    )
    {
        var ct = TestContext.Current.CancellationToken;
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (after is not null)
        {
            request.Headers.TryAddWithoutValidation("Last-Event-ID", after);
        }

        using var answer = await caller.Send(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(ct));
        var events = new List<StreamEvent>();
        var (id, kind) = (0, "");
        while (await lines.ReadLineAsync(ct) is { } line)
        {
            if (line.StartsWith("id: ", StringComparison.Ordinal))
            {
                id = int.Parse(line[4..], CultureInfo.InvariantCulture);
            }
            else if (line.StartsWith("event: ", StringComparison.Ordinal))
            {
                kind = line[7..];
            }
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                events.Add(new(id, kind, JsonDocument.Parse(line[6..]).RootElement));
                if (until?.Invoke(events[^1]) == true)
                {
                    break;
                }
            }
        }

        return events;
    }
}
