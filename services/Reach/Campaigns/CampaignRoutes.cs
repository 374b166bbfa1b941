using LeadFuel.Reach.WarmPaths;

namespace LeadFuel.Reach.Campaigns;

public static class CampaignRoutes
{
    public static void MapCampaigns(this WebApplication app)
    {
        var campaigns = app.MapRoom("/campaigns");
        ListCampaigns.Map(campaigns);
        CreateCampaign.Map(campaigns);
        GetCampaign.Map(campaigns);
        PlanCampaign.Map(campaigns);
        CopyCampaign.Map(campaigns);
        ArrangeSteps.Map(campaigns);
        ListPlanVersions.Map(campaigns);
        DeleteCampaign.Map(campaigns);
        UndeleteCampaign.Map(campaigns);
        CheckLaunch.Map(campaigns);
        LaunchCampaign.Map(campaigns);
        PauseCampaign.Map(campaigns);
        ResumeCampaign.Map(campaigns);
        CancelCampaign.Map(campaigns);
        ListWarmPaths.Map(campaigns);
        ListIcps.Map(app.MapRoom("/icps"));
    }
}
