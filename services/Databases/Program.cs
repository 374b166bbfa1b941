using LeadFuel.Databases;
using Microsoft.Extensions.Configuration;
using Npgsql;

var configuration = new ConfigurationBuilder()
    .AddEnvironmentVariables()
    .AddCommandLine(args)
    .Build();
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};
try
{
    await DatabaseSetup.Run(configuration, Console.WriteLine, stop.Token);
    return 0;
}
catch (StartRefusedException refused)
{
    await Console.Error.WriteLineAsync(refused.Message);
    return 1;
}
catch (NpgsqlException failed)
{
    await Console.Error.WriteLineAsync($"The databases could not be made: {failed.Message}");
    return 1;
}
