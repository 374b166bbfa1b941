using LeadFuel.Core.Rpc;
using LeadFuel.Scope;
using LeadFuel.Scope.AuditEntries;
using LeadFuel.Scope.Icps;
using LeadFuel.Scope.Providers.Anthropic;
using LeadFuel.Scope.Rpc;
using LeadFuel.Scope.Syntheses;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddServiceDatabase<ScopeDb>("scope");
builder.AddServiceClient<Entitlements.EntitlementsClient>("core");
builder.AddServiceClient<Audit.AuditClient>("core");
builder.AddProvider<ClaudeClient>(Claude.Provider);
builder.AddJob<RunSynthesis.Job, RunSynthesis>();
builder.AddJob<ForgetEvents.Job, ForgetEvents>();
builder.AddJob<AppendAudit.Job, AppendAudit>();
builder.Services.AddScoped<SynthesisLog>();
builder.Services.AddSingleton<NewsBell>();
builder.Services.AddHostedService(services => services.GetRequiredService<NewsBell>());
builder.Services.AddValidation();

var app = builder.Build();
app.UseServiceDefaults();
app.MapIcps();
app.MapSyntheses();
app.MapGrpcService<IcpsRpc>();
app.Run();
