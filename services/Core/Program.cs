using LeadFuel.Core;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddServiceDatabase<CoreDb>("core");
builder.AddDatabase<SharedDb>("shared");
builder.Services.AddScoped(services => new FurtherDatabase(_ =>
    services.GetRequiredService<SharedDb>()
));
builder.Services.AddValidation();

var app = builder.Build();
app.UseServiceDefaults();
app.Run();
