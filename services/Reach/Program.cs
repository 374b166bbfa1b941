using LeadFuel.Reach;
using LeadFuel.Reach.Contacts;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddServiceDatabase<ReachDb>("reach");
builder.Services.AddValidation();

var app = builder.Build();
app.UseServiceDefaults();
app.MapContacts();
app.Run();
