using LeadFuel.Orbit;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddServiceDatabase<OrbitDb>("orbit");
builder.Services.AddValidation();

var app = builder.Build();
app.UseServiceDefaults();
app.MapGet(
    "/",
    () =>
        new Offer(
            false,
            "Mailbox contacts are not built yet. No mailbox is connected and nothing is read from Microsoft."
        )
);
app.Run();
