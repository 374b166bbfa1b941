global using System.Net;
global using LeadFuel.Testing;
global using LeadFuel.Testing.Services;

[assembly: AssemblyFixture(typeof(LeadFuel.Core.Tests.CoreSuite))]

namespace LeadFuel.Core.Tests;

/// <summary>Core among all the others, since it speaks for them: ledgers, data map, opened accounts.</summary>
public sealed class CoreSuite() : Suite(new SuiteOptions());
