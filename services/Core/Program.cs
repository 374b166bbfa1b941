using LeadFuel.Accounts.Rpc;
using LeadFuel.Admin.Rpc;
using LeadFuel.Core;
using LeadFuel.Core.Accounts;
using LeadFuel.Core.AiKeys;
using LeadFuel.Core.AuditEntries;
using LeadFuel.Core.Deletions;
using LeadFuel.Core.EgressCalls;
using LeadFuel.Core.Exports;
using LeadFuel.Core.Integrations;
using LeadFuel.Core.Mails;
using LeadFuel.Core.Providers.Anthropic;
using LeadFuel.Core.Providers.Resend;
using LeadFuel.Core.Providers.Slack;
using LeadFuel.Core.Providers.Stripe;
using LeadFuel.Core.Providers.Webhook;
using LeadFuel.Core.Rpc;
using LeadFuel.Core.Sessions;
using LeadFuel.Core.SignInLinks;
using LeadFuel.Core.Subscriptions;
using LeadFuel.Core.Suspensions;
using LeadFuel.Core.Trust;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddServiceDatabase<CoreDb>("core");
builder.AddDatabase<SharedDb>("shared");
builder.Services.AddScoped(services => new FurtherDatabase(_ =>
    services.GetRequiredService<SharedDb>()
));
builder.AddProvider<ResendClient>(ResendClient.Provider);
builder.AddProvider<StripeGate>(StripeGate.Provider);
builder.AddProvider<KeyCheck>(KeyCheck.Provider);
var addresses = new WebhookAddress(builder.Configuration, builder.Environment);
builder.Services.AddSingleton(addresses);
builder.AddProvider<WebhookClient>(
    WebhookClient.Provider,
    PublicOnly.Make(sandbox: addresses.Sandbox is not null)
);
builder.AddProvider<SlackClient>(SlackClient.Provider);
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
builder.AddJob<TellTrialEnd.Job, TellTrialEnd>();
builder.AddJob<ReadSubscription.Job, ReadSubscription>();
builder.AddJob<ReconcileSubscription.Job, ReconcileSubscription>();
builder.AddJob<FollowAccount.Job, FollowAccount>();
builder.AddJob<BuildExport.Job, BuildExport>();
builder.AddJob<ExpireExport.Job, ExpireExport>();
builder.AddJob<FollowHolds.Job, FollowHolds>();
builder.AddJob<RemindOfDeletion.Job, RemindOfDeletion>();
builder.AddJob<PurgeAccount.Job, PurgeAccount>();
builder.Services.AddScoped<OwnerOnly>();
builder.AddJob<Deliver.Job, Deliver>();
builder.Services.AddScoped<IEventSource, ExportReady>();
builder.Services.AddScoped<IEventSource, OperatorVisited>();
builder.AddJob<TellOwners.Job, TellOwners>();
builder.Services.AddSingleton<WebhookSecrets>();
builder.Services.AddScoped<TellChannel>();
builder.Services.AddScoped<IWaitingWork, PauseWaitingWork>();
builder.Services.AddSingleton<DoubtfulCalls>();
builder.Services.AddSingleton<PriceList>();
builder.Services.AddScoped<StartCheckout>();
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
app.MapSubscriptions();
app.MapAiKeys();
app.MapExports();
app.MapDeletion();
app.MapSuspension();
app.MapIntegrations();
app.MapTrust();
app.MapGrpcService<SessionsRpc>();
app.MapGrpcService<AccountsRpc>();
app.MapGrpcService<EntitlementsRpc>();
app.MapGrpcService<AiKeysRpc>();
app.MapGrpcService<AuditRpc>();
app.MapGrpcService<EventsRpc>();
app.MapGrpcService<DirectoryRpc>();
app.MapGrpcService<OperatorMailsRpc>();
app.MapGrpcService<OnBehalfRpc>();
app.MapGrpcService<SuspensionsRpc>();
app.Run();
