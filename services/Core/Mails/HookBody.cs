namespace LeadFuel.Core.Mails;

/// <summary>The raw bytes of a vendor's notice, up to a size.</summary>
internal static class HookBody
{
    public static readonly Refused TooLarge = new(
        Refusal.TooLarge,
        "too-large",
        "This notice is too large.",
        "A notice holds at most 1 MiB."
    );

    /// <summary>Null: it is larger.</summary>
    public static async Task<byte[]?> Read(HttpRequest request, int largest, CancellationToken ct)
    {
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        for (int read; (read = await request.Body.ReadAsync(buffer, ct)) > 0; )
        {
            if (body.Length + read > largest)
            {
                return null;
            }

            body.Write(buffer, 0, read);
        }

        return body.ToArray();
    }
}
