using LeadFuel.Sandbox.Resend;

namespace LeadFuel.Sandbox.Tests.Resend;

public sealed class SignatureTests
{
    [Theory]
    [InlineData(
        "msg_2LeadFuel0000000000000001",
        """{"type":"email.delivered","created_at":"2026-01-01T00:00:00.000Z","data":{"email_id":"56761188-7520-42d8-8898-ff6fc54ce618"}}""",
        "v1,I1unejMt8MaJ2c9H/ocUB1uDRm0dinczObxwUwbGID8="
    )]
    [InlineData(
        "msg_2LeadFuel0000000000000002",
        """{"type":"email.received","created_at":"2026-01-01T00:00:00.000Z","data":{"email_id":"a39999a6-88e3-48b1-888b-beaabcde1b33","subject":"Re: pumps – café"}}""",
        "v1,xTTfPjHh4KmhEyt5snwhfltJd6+L/bE+GRc2q0afXNY="
    )]
    public void Webhooks_are_signed_as_Svix_signs_them(string id, string body, string expected) =>
        Assert.Equal(
            expected,
            ResendSignature.Sign(
                World.Secret,
                id,
                DateTimeOffset.FromUnixTimeSeconds(1767225600),
                body
            )
        );
}
