global using System.Net;
global using LeadFuel.Testing;
global using LeadFuel.Testing.Services;

[assembly: AssemblyFixture(typeof(LeadFuel.Core.Tests.CoreSuite))]

namespace LeadFuel.Core.Tests;

/// <summary>Core behind the gateway, with Admin beside it.</summary>
public sealed class CoreSuite()
    : Suite(new SuiteOptions { Services = ["core", "admin", "gateway"] });
