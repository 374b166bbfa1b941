global using LeadFuel.Testing;
global using LeadFuel.Testing.Services;
