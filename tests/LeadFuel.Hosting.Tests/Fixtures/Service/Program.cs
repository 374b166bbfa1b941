// A service in the hands of the tests: it is well, or not, as its configuration says.
var builder = WebApplication.CreateBuilder(args);
var app = builder.Build();
if (app.Configuration["Fixture:Exit"] is { } code)
{
    Console.WriteLine("this service ends at once");
    return int.Parse(code, System.Globalization.CultureInfo.InvariantCulture);
}

app.MapGet(
    "/health",
    () => app.Configuration["Fixture:Ill"] is null ? Results.Ok("ready") : Results.StatusCode(503)
);
app.MapGet("/variables", () => Environment.GetEnvironmentVariables());
app.MapPost(
    "/say",
    () => Console.WriteLine($"connects by {app.Configuration.GetConnectionString("core-db")}")
);
app.MapPost("/crash", void () => Environment.Exit(3));
app.Run();
return 0;
