using System.Text;
using LeadFuel.Providers;

namespace LeadFuel.Reach.Tests.Replies;

public sealed class HookSignatureTests
{
    private const string Secret = "whsec_bGVhZGZ1ZWwtc2FuZGJveC13ZWJob29rLXNlY3JldCE=";
    private const string Id = "msg_2LeadFuel0000000000000001";
    private const string Time = "1767225600";
    private const string Signature = "v1,I1unejMt8MaJ2c9H/ocUB1uDRm0dinczObxwUwbGID8=";

    private static readonly byte[] Body = Encoding.UTF8.GetBytes(
        """{"type":"email.delivered","created_at":"2026-01-01T00:00:00.000Z","data":{"email_id":"56761188-7520-42d8-8898-ff6fc54ce618"}}"""
    );

    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1767225600);

    [Theory]
    [InlineData(Signature)]
    [InlineData("v1a,AAAA " + Signature)]
    [InlineData("v1,AAAA= " + Signature + " v2,zzz")]
    public void A_right_signature_holds_among_others(string signatures) =>
        Assert.True(HookSignature.Holds(Secret, Id, Time, signatures, Body, Now));

    [Fact]
    public void Text_beyond_ascii_is_signed_as_its_bytes() =>
        Assert.True(
            HookSignature.Holds(
                Secret,
                "msg_2LeadFuel0000000000000002",
                Time,
                "v1,xTTfPjHh4KmhEyt5snwhfltJd6+L/bE+GRc2q0afXNY=",
                Encoding.UTF8.GetBytes(
                    """{"type":"email.received","created_at":"2026-01-01T00:00:00.000Z","data":{"email_id":"a39999a6-88e3-48b1-888b-beaabcde1b33","subject":"Re: pumps – café"}}"""
                ),
                Now
            )
        );

    [Theory]
    [InlineData(-301)]
    [InlineData(301)]
    public void A_time_far_from_now_does_not_hold(int seconds) =>
        Assert.False(
            HookSignature.Holds(Secret, Id, Time, Signature, Body, Now.AddSeconds(seconds))
        );

    [Theory]
    [InlineData("", Time, Signature, Secret)]
    [InlineData(Id + "x", Time, Signature, Secret)]
    [InlineData(Id, "1767225601", Signature, Secret)]
    [InlineData(Id, "", Signature, Secret)]
    [InlineData(Id, "-5", Signature, Secret)]
    [InlineData(Id, Time, "", Secret)]
    [InlineData(Id, Time, "v1,", Secret)]
    [InlineData(Id, Time, "v2,I1unejMt8MaJ2c9H/ocUB1uDRm0dinczObxwUwbGID8=", Secret)]
    [InlineData(Id, Time, Signature, "whsec_")]
    [InlineData(Id, Time, Signature, "")]
    [InlineData(Id, Time, Signature, "whsec_bm90LXRoZS1zZWNyZXQtb2YtdGhpcy10ZWFtISE=")]
    public void Anything_else_does_not_hold(
        string id,
        string time,
        string signatures,
        string secret
    ) => Assert.False(HookSignature.Holds(secret, id, time, signatures, Body, Now));
}
