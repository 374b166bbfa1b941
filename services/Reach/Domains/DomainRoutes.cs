namespace LeadFuel.Reach.Domains;

public static class DomainRoutes
{
    public static void MapDomains(this WebApplication app)
    {
        var domains = app.MapRoom("/domains");
        ListDomains.Map(domains);
        AddDomain.Map(domains);
        GetDomain.Map(domains);
        CheckDomain.Map(domains);
        RemoveDomain.Map(domains);
    }
}
