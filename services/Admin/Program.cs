using LeadFuel.Admin;
using LeadFuel.Admin.AuditEntries;
using LeadFuel.Admin.Impersonations;
using LeadFuel.Core.Rpc;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddServiceDatabase<AdminDb>("admin");
builder.AddServiceClient<Accounts.AccountsClient>("core");
builder.AddServiceClient<Audit.AuditClient>("core");
builder.Services.AddScoped<Visits>();
builder.AddJob<AppendAudit.Job, AppendAudit>();
builder.AddJob<EndImpersonation.Job, EndImpersonation>();

var app = builder.Build();
app.UseServiceDefaults();
app.MapGrpcService<ImpersonationsRpc>();
StartPage.Map(app);
app.Run();
