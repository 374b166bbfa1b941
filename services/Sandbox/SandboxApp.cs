namespace LeadFuel.Sandbox;

/// <summary>Plays the third parties in their own wire formats; tests start it by this type.</summary>
public sealed class SandboxApp
{
    public const long LargestBody = 64 * 1024 * 1024;

    private SandboxApp() { }

    public static string CannotStart(string environment) =>
        $"The Sandbox cannot start in publish mode: it pretends to be Resend, Anthropic and other third parties, "
        + $"and the environment is '{environment}'. Set Providers:<Vendor>:Key to talk to the real ones, "
        + "or start with DOTNET_ENVIRONMENT=Development.";
}
