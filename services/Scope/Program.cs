using LeadFuel.Scope;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddServiceDatabase<ScopeDb>("scope");
builder.Services.AddValidation();

var app = builder.Build();
app.UseServiceDefaults();
app.Run();
