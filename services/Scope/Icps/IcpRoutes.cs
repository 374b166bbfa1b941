using LeadFuel.Scope.Interviews;
using LeadFuel.Scope.Syntheses;
using LeadFuel.Scope.Versions;
using LeadFuel.Scope.VoiceIntakes;

namespace LeadFuel.Scope.Icps;

public static class IcpRoutes
{
    public static void MapIcps(this WebApplication app)
    {
        var icps = app.MapRoom("/icps");
        ListIcps.Map(icps);
        CreateIcp.Map(icps);
        GetIcp.Map(icps);
        RenameIcp.Map(icps);
        DeleteIcp.Map(icps);
        UndeleteIcp.Map(icps);

        GetInterview.Map(icps);
        WriteAnswer.Map(icps);

        GetVoiceIntake.Map(icps);
        StartVoiceIntake.Map(icps);
        LeaveOutHeard.Map(icps);

        PreviewPrompt.Map(icps);
        StartSynthesis.Map(icps);

        ListVersions.Map(icps);
        GetVersion.Map(icps);
        EditVersion.Map(icps);
        RestoreVersion.Map(icps);
        PublishVersion.Map(icps);
    }
}
