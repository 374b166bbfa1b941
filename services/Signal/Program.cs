using LeadFuel.Signal;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddServiceDatabase<SignalDb>("signal");
builder.Services.AddValidation();

var app = builder.Build();
app.UseServiceDefaults();
app.MapGet(
    "/",
    () =>
        new Offer(
            false,
            "Posts, personas and the calendar are not built yet. Nothing of this account is kept here and nothing goes to LinkedIn."
        )
);
app.Run();
