using LeadFuel.Admin;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddServiceDatabase<AdminDb>("admin");

var app = builder.Build();
app.UseServiceDefaults();
app.Run();
