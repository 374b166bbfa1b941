using LeadFuel.Testing;
using LeadFuel.Testing.Services;

[assembly: AssemblyFixture(typeof(LeadFuel.Browser.Tests.BrowserSuite))]

namespace LeadFuel.Browser.Tests;

/// <summary>The whole suite behind its gateway. Claude is played at a pace at which a person sees text arrive.</summary>
public sealed class BrowserSuite : Suite
{
    public const string Operator = "operator@example.com";

    private readonly Lazy<Task<Busy>> busy;

    public BrowserSuite()
        : base(
            new SuiteOptions
            {
                Settings =
                [
                    ("sandbox", "Sandbox:Anthropic:DeltaDelayMs", "10"),
                    ("admin", "Admin:FirstOperator", Operator),
                ],
            }
        ) =>
        busy = new(async () =>
        {
            var member = await SignUp();
            return new(member, await Scene.Set(this, member, NewAddress("ines")));
        });

    /// <summary>One account in the middle of its work, for all tests that only look.</summary>
    public Task<Busy> Busy() => busy.Value;
}

public sealed record Busy(Member Member, Scene Scene);
