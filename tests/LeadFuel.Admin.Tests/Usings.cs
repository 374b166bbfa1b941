global using System.Net;
global using LeadFuel.Testing;
global using LeadFuel.Testing.Services;

[assembly: AssemblyFixture(typeof(LeadFuel.Admin.Tests.AdminSuite))]

namespace LeadFuel.Admin.Tests;

/// <summary>Admin, the gateway, and two services whose data an operator may look at.</summary>
public sealed class AdminSuite()
    : Suite(
        new SuiteOptions
        {
            Services = ["core", "scope", "admin", "gateway"],
            Settings = [("admin", "Admin:FirstOperator", FirstOperator)],
        }
    )
{
    public const string FirstOperator = "operator@example.com";
}
