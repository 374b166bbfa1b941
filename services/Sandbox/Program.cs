using LeadFuel.Sandbox;
using LeadFuel.Sandbox.Anthropic;
using LeadFuel.Sandbox.Faults;
using LeadFuel.Sandbox.Pages;
using LeadFuel.Sandbox.Records;
using LeadFuel.Sandbox.Resend;
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

var app = builder.Build();
app.UseStaticFiles();
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
app.MapPages();
app.MapUnplayed();
await app.RunAsync();
return 0;
