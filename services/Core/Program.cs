using LeadFuel.Accounts.Rpc;
using LeadFuel.Admin.Rpc;
using LeadFuel.Core;
using LeadFuel.Core.Accounts;
using LeadFuel.Core.AuditEntries;
using LeadFuel.Core.EgressCalls;
using LeadFuel.Core.Mails;
using LeadFuel.Core.Providers.Resend;
using LeadFuel.Core.Rpc;
using LeadFuel.Core.Sessions;
using LeadFuel.Core.SignInLinks;
using LeadFuel.Core.Trust;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddServiceDatabase<CoreDb>("core");
builder.AddDatabase<SharedDb>("shared");
builder.Services.AddScoped(services => new FurtherDatabase(_ =>
    services.GetRequiredService<SharedDb>()
));
builder.AddProvider<ResendClient>(ResendClient.Provider);
builder.AddServiceClient<Impersonations.ImpersonationsClient>("admin");
foreach (var service in OpenAccount.Services)
{
    builder.AddServiceClient<AccountData.AccountDataClient>(service, service);
}

builder.Services.AddSingleton<LinkToken>();
builder.Services.AddScoped<SignIn>();
builder.Services.AddScoped<AuditLog>();
builder.Services.AddScoped<ReadLedgers>();
builder.Services.AddScoped<Inventories>();
builder.Services.AddSingleton<RevocationFeed>();
builder.Services.AddHostedService(services => services.GetRequiredService<RevocationFeed>());
builder.Services.AddHostedService<SweepLinks>();
builder.AddJob<SendMail.Job, SendMail>();
builder.AddJob<OpenAccount.Job, OpenAccount>();
builder.Services.AddValidation();

var app = builder.Build();
app.UseServiceDefaults();
var links = app.MapRoom("/sign-in-links");
AskForLink.Map(links);
ConsumeLink.Map(links);
ShowNumber.Map(links);
app.MapSessions();
app.MapBootstrap();
EditAccount.Map(app);
ReceiveMailEvent.Map(app);
app.MapEgressCalls();
app.MapAuditEntries();
app.MapTrust();
app.MapGrpcService<SessionsRpc>();
app.MapGrpcService<AccountsRpc>();
app.MapGrpcService<EntitlementsRpc>();
app.MapGrpcService<AuditRpc>();
app.Run();
