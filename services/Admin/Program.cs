using LeadFuel.Accounts.Rpc;
using LeadFuel.Admin;
using LeadFuel.Admin.Accounts;
using LeadFuel.Admin.AuditEntries;
using LeadFuel.Admin.Impersonations;
using LeadFuel.Admin.Jobs;
using LeadFuel.Admin.Operators;
using LeadFuel.Admin.Pages;
using LeadFuel.Admin.Providers;
using LeadFuel.Core.Rpc;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddServiceDatabase<AdminDb>("admin");
builder.AddServiceClient<Accounts.AccountsClient>("core");
builder.AddServiceClient<Audit.AuditClient>("core");
builder.AddServiceClient<AccountDirectory.AccountDirectoryClient>("core");
builder.AddServiceClient<OperatorMails.OperatorMailsClient>("core");
builder.AddServiceClient<OnBehalf.OnBehalfClient>("core");
builder.AddServiceClient<Suspensions.SuspensionsClient>("core");
foreach (var service in JobsPage.Services)
{
    builder.AddServiceClient<AccountData.AccountDataClient>(service, service);
}

builder.Services.AddSingleton(new ProblemPage(Page.Wrong));
builder.Services.AddScoped<Visits>();
builder.Services.AddScoped<OperatorGate>();
builder.Services.AddScoped<AccountAct>();
builder.Services.AddScoped<OperatorLog>();
builder.Services.AddScoped<SecondFactor>();
builder.Services.AddScoped<ChangeOperator>();
builder.Services.AddScoped<IWaitingWork, EndHeldViewing>();
builder.Services.AddHostedService<FirstOperator>();
builder.Services.AddHostedService<ResealFactors>();
builder.AddJob<AppendAudit.Job, AppendAudit>();
builder.AddJob<EndImpersonation.Job, EndImpersonation>();
builder.AddJob<MailLink.Job, MailLink>();
builder.AddJob<EndLink.Job, EndLink>();
builder.AddJob<PushSwitch.Job, PushSwitch>();
builder.AddJob<RunArchive.Job, RunArchive>();

var app = builder.Build();
app.UseServiceDefaults();
app.MapGrpcService<ImpersonationsRpc>();
app.MapFiles();
app.MapSignIn();
app.MapAccounts();
app.MapJobs();
app.MapProviders();
app.MapOperators();
app.MapSessions();
app.Run();
