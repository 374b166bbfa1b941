using System.Text;
using LeadFuel.Core.SignInLinks;

namespace LeadFuel.Core.Deletions;

/// <summary>The page of a receipt, its file, and the keys that receipts are signed with: for people who have no account any more.</summary>
public static class ShowReceipt
{
    public static void Map(WebApplication app)
    {
        app.MapGet(
                "/receipts/{token}",
                async (
                    string token,
                    CurrentAccount account,
                    CoreDb db,
                    TimeProvider clock,
                    CancellationToken ct
                ) =>
                    await Find(token, account, db, clock, ct) is { } receipt
                        ? ReceiptPage.Of(receipt, token)
                        : ReceiptPage.Unknown()
            )
            .Public("receipts");
        app.MapGet(
                "/receipts/{token}/receipt.json",
                async (
                    string token,
                    CurrentAccount account,
                    CoreDb db,
                    TimeProvider clock,
                    CancellationToken ct
                ) =>
                    await Find(token, account, db, clock, ct) is { } receipt
                        ? Results.File(File(receipt), "application/json", ReceiptPage.FileName)
                        : ReceiptPage.Unknown()
            )
            .Public("receipts");
        app.MapGet(
                ReceiptPage.KeysAddress,
                (SecretKeys keys) =>
                    Results.Text($"{string.Join('\n', ReceiptKey.Published(keys))}\n")
            )
            .Public("receipt-keys");
    }

    private static async Task<PurgeReceipt?> Find(
        string token,
        CurrentAccount account,
        CoreDb db,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        // Whose it was nobody knows any more: the row belongs to the suite.
        account.Enter(SwitchBoard.Suite, "anonymous");
        var hash = LinkToken.Hash(token);
        // By the clock, not by whether the sweep has come by.
        var since = clock.GetUtcNow().AddMonths(-PurgeReceipt.MonthsKept);
        await using var work = await db.Begin(ct);
        return await db
            .PurgeReceipts.AsNoTracking()
            .SingleOrDefaultAsync(r => r.TokenHash == hash && r.PurgedAt > since, ct);
    }

    // Three files in Base64, each in a line of its own, so that sed and openssl are enough to check it.
    private static byte[] File(PurgeReceipt receipt) =>
        Encoding.UTF8.GetBytes(
            $$"""
            {
              "format": "{{PurgeReceipt.Format}}",
              "signed": "{{Convert.ToBase64String(receipt.Bytes())}}",
              "signature": "{{receipt.Signature}}",
              "publicKey": "{{Convert.ToBase64String(
                Encoding.UTF8.GetBytes($"{receipt.PublicKey}\n")
            )}}"
            }

            """
        );
}
