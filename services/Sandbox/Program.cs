using LeadFuel.Sandbox;
using LeadFuel.Sandbox.Anthropic;
using LeadFuel.Sandbox.Authenticator;
using LeadFuel.Sandbox.Faults;
using LeadFuel.Sandbox.HubSpot;
using LeadFuel.Sandbox.LinkedIn;
using LeadFuel.Sandbox.Microsoft365;
using LeadFuel.Sandbox.OpenAi;
using LeadFuel.Sandbox.Pages;
using LeadFuel.Sandbox.Pipedrive;
using LeadFuel.Sandbox.Receivers;
using LeadFuel.Sandbox.Records;
using LeadFuel.Sandbox.Resend;
using LeadFuel.Sandbox.Slack;
using LeadFuel.Sandbox.Stripe;

var builder = WebApplication.CreateBuilder(args);
if (!builder.Environment.IsDevelopment())
{
    await Console.Error.WriteLineAsync(SandboxApp.CannotStart(builder.Environment.EnvironmentName));
    return 1;
}

builder.WebHost.ConfigureKestrel(kestrel =>
    kestrel.Limits.MaxRequestBodySize = SandboxApp.LargestBody
);
builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddSingleton<RequestLog>();
builder.Services.AddSingleton<FaultBoard>();
builder.Services.AddHostedService<StopWithParent>();
builder.Services.AddRazorComponents();
builder.AddResend();
builder.AddAnthropic();
builder.AddStripe();
builder.AddHubSpot();
builder.AddPipedrive();
builder.AddLinkedIn();
builder.AddMicrosoft();
builder.AddReceivers();
builder.AddSlack();
builder.AddOpenAi();
builder.AddAuthenticator();

var app = builder.Build();
app.UseStaticFiles();
app.UseWebSockets();
app.UseRouting();
app.UseMiddleware<OwnSiteOnly>();
app.UseMiddleware<RecordRequests>();
app.MapGet("/health", () => "ok");
app.MapGet("/alive", () => "ok");
app.MapRecords();
app.MapFaults();
app.MapResend();
app.MapAnthropic();
app.MapStripe();
app.MapHubSpot();
app.MapPipedrive();
app.MapLinkedIn();
app.MapMicrosoft();
app.MapReceivers();
app.MapSlack();
app.MapOpenAi();
app.MapAuthenticator();
app.MapPages();
app.MapUnplayed();
await app.RunAsync();
return 0;
