namespace LeadFuel.Reach.Drafts;

public static class DraftRoutes
{
    public static void MapDrafts(this WebApplication app)
    {
        ListDrafts.Map(app.MapRoom("/campaigns/{campaignId:guid}/drafts"));
        var drafts = app.MapRoom("/drafts");
        ListDraftsToApprove.Map(drafts);
        GetDraft.Map(drafts);
        WriteDraft.Map(drafts);
        ApproveDraft.Map(drafts);
        WithdrawApproval.Map(drafts);
        RenderDraft.Map(drafts);
        PreviewPrompt.Map(drafts);
        StartGeneration.Map(drafts);
        SendTestMail.Map(drafts);
        var generations = app.MapRoom("/generations");
        GetGeneration.Map(generations);
        FollowGeneration.Map(generations);
        StopGeneration.Map(generations);
    }
}
