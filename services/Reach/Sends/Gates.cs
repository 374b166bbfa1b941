namespace LeadFuel.Reach.Sends;

public static class Gates
{
    public const int Version = 1;
    public const string DelayNotElapsed = "delay_not_elapsed";
}
