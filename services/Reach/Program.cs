using LeadFuel.Core.Rpc;
using LeadFuel.Reach;
using LeadFuel.Reach.AuditEntries;
using LeadFuel.Reach.Contacts;
using LeadFuel.Reach.Providers.Resend;
using LeadFuel.Scope.Rpc;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddServiceDatabase<ReachDb>("reach");
builder.AddServiceClient<Accounts.AccountsClient>("core");
builder.AddServiceClient<Entitlements.EntitlementsClient>("core");
builder.AddServiceClient<Audit.AuditClient>("core");
builder.AddServiceClient<Icps.IcpsClient>("scope");
builder.AddProvider<ResendClient>(ResendClient.Provider);
builder.AddJob<AppendAudit.Job, AppendAudit>();
builder.Services.AddValidation();

var app = builder.Build();
app.UseServiceDefaults();
app.MapContacts();
app.Run();
