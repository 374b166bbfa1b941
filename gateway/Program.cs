using System.Diagnostics;
using LeadFuel.Admin.Rpc;
using LeadFuel.Core.Rpc;
using LeadFuel.Gateway;
using LeadFuel.Gateway.Headers;
using LeadFuel.Gateway.Impersonation;
using LeadFuel.Gateway.Limits;
using LeadFuel.Gateway.Routes;
using LeadFuel.Gateway.Sessions;
using LeadFuel.Gateway.Static;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddServiceClient<Sessions.SessionsClient>("core");
builder.AddServiceClient<Impersonations.ImpersonationsClient>("admin");
builder.AddRoutes();
builder.WebHost.ConfigureKestrel(kestrel =>
    kestrel.Limits.MaxRequestHeadersTotalSize = 16 * RoutePolicy.Kilobyte
);
builder.Services.AddSingleton<DistributedContextPropagator, OwnTrace>();
builder.Services.AddSingleton<PublicOrigin>();
builder.Services.AddSingleton<OriginCheck>();
builder.Services.AddSingleton<Rates>();
builder.Services.AddSingleton<Crowd>();
builder.Services.AddSingleton<SessionBook>();
builder.Services.AddSingleton<LiveStreams>();
builder.Services.AddHostedService(services => services.GetRequiredService<LiveStreams>());
builder.Services.AddHostedService<RevocationWatch>();
builder.Services.AddScoped<Viewings>();
builder.Services.AddSingleton<WebFiles>();

var app = builder.Build();
var origin = app.Services.GetRequiredService<PublicOrigin>();
var files = app.Services.GetRequiredService<WebFiles>();
app.UseMiddleware<Errors>();
app.UseMiddleware<StrangersFiles>();
app.UseSecurityHeaders(
    SecurityHeaders.Policy(SecurityHeaders.InlineScripts(files.Folder), origin.Secure)
);
app.UseTrustedProxy();
app.UseMiddleware<RequestCheck>();
app.UseMiddleware<ViewingMark>();
app.UseWebSockets();
app.UseRouting();
app.UseMiddleware<Gate>();
app.MapHealth();
app.MapHookVerbs();
app.MapRoutes();
app.MapImpersonation();
app.MapWebFiles();
app.Run();
