using LeadFuel.Core.Rpc;
using LeadFuel.Reach.Rpc;
using LeadFuel.Scope;
using LeadFuel.Scope.AuditEntries;
using LeadFuel.Scope.CrmConnections;
using LeadFuel.Scope.Icps;
using LeadFuel.Scope.Notices;
using LeadFuel.Scope.Outcomes;
using LeadFuel.Scope.Providers.Anthropic;
using LeadFuel.Scope.Providers.HubSpot;
using LeadFuel.Scope.Providers.OpenAi;
using LeadFuel.Scope.Providers.Pipedrive;
using LeadFuel.Scope.Rpc;
using LeadFuel.Scope.Syntheses;
using LeadFuel.Scope.VoiceIntakes;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddServiceDatabase<ScopeDb>("scope");
builder.AddProduct("scope");
builder.AddServiceClient<Audit.AuditClient>("core");
builder.AddServiceClient<Events.EventsClient>("core");
builder.AddServiceClient<Deals.DealsClient>("reach");
builder.AddProvider<ClaudeClient>(Claude.Provider);
builder.AddOwnKeys();
builder.AddContactGuard("reach", "orbit");
builder.AddProvider<RealtimeClient>(Realtime.Provider);
builder.AddJob<RunSynthesis.Job, RunSynthesis>();
builder.AddJob<ForgetEvents.Job, ForgetEvents>();
builder.AddJob<AppendAudit.Job, AppendAudit>();
builder.AddJob<TellEvent.Job, TellEvent>();
builder.Services.AddScoped<IEventSource, IcpReady>();
builder.Services.AddScoped<IEventSource, IcpPublished>();
builder.Services.AddScoped<IEventSource, DealClosed>();
builder.AddJob<ApplyCrmEvent.Job, ApplyCrmEvent>();
builder.AddJob<DeriveOutcomes.Job, DeriveOutcomes>();
builder.AddJob<StopCampaigns.Job, StopCampaigns>();
builder.AddJob<TellClosing.Job, TellClosing>();
builder.AddJob<SealPasswords.Job, SealPasswords>();
builder.Services.AddScoped<SynthesisLog>();
builder.Services.AddScoped<IWaitingWork, PauseWaitingWork>();
builder.Services.AddScoped<VoiceNotes>();
builder.Services.AddScoped<VoiceRelay>();
builder.Services.AddScoped<TakeCrmEvents>();
builder.Services.AddSingleton<CrmSecrets>();
builder.Services.AddSingleton<NewsBell>();
builder.Services.AddHostedService(services => services.GetRequiredService<NewsBell>());
builder.Services.AddValidation();

var app = builder.Build();

// The pings keep the way through the gateway open and find out when a browser has gone.
app.UseWebSockets(
    new()
    {
        KeepAliveInterval = TimeSpan.FromSeconds(10),
        KeepAliveTimeout = TimeSpan.FromSeconds(20),
    }
);
app.UseServiceDefaults();
app.MapIcps();
app.MapSyntheses();
app.MapCrmConnections();
app.MapOutcomes();
JoinVoiceIntake.Map(app);
ReceiveHubSpot.Map(app);
ReceivePipedrive.Map(app);
app.MapGrpcService<IcpsRpc>();
app.Run();
