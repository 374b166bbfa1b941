using System.Diagnostics;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using LeadFuel.Hosting.Processes;

namespace LeadFuel.Hosting.Running;

/// <summary>A project's built program, or any executable.</summary>
internal sealed class ProgramRun(Runner runner, IResource resource) : ResourceRun(runner, resource)
{
    /// <summary>Secrets and addresses of the AppHost itself; only the model hands them on.</summary>
    private static readonly string[] Withheld =
    [
        "Providers__",
        "Parameters__",
        "ConnectionStrings__",
        "ASPNETCORE_",
        "DOTNET_LAUNCH_PROFILE",
        "OTEL_",
        "HTTP_PORTS",
        "Kestrel__",
    ];

    protected override async Task<ProcessStartInfo?> Prepare(CancellationToken ct)
    {
        var arguments = Resource
            .Annotations.OfType<ArgumentsAnnotation>()
            .SelectMany(a => a.Values);
        ProcessStartInfo start;
        if (Resource is ExecutableResource program)
        {
            start = Guardian.Detached(program.Command, arguments);
            start.WorkingDirectory = program.WorkingDirectory;
        }
        else
        {
            var project = Resource.Annotations.OfType<ProjectAnnotation>().Single().Metadata;
            if (project.TargetPath is not { } built || !File.Exists(built))
            {
                throw new DistributedApplicationException(
                    $"{Resource.Name} is not built: {project.TargetPath} is missing. Build LeadFuel.AppHost, which builds every service."
                );
            }

            Version = Path.GetFileName(Path.GetDirectoryName(built));
            start = Guardian.Detached(Guardian.Dotnet, [built, .. arguments]);
            start.WorkingDirectory = Path.GetDirectoryName(project.ProjectPath);
        }

        foreach (
            var name in start
                .Environment.Keys.Where(name =>
                    Withheld.Any(w => name.StartsWith(w, StringComparison.OrdinalIgnoreCase))
                )
                .ToList()
        )
        {
            start.Environment.Remove(name);
        }

        var variables = await Variables.Of(Resource, Runner.ExecutionContext, ct);
        variables["LEADFUEL_SUPERVISED"] = "1";
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        Environment = variables;
        return start;
    }

    protected override async Task<string?> Check(CancellationToken ct)
    {
        foreach (var check in Resource.Annotations.OfType<HttpHealthAnnotation>())
        {
            var endpoints = (IResourceWithEndpoints)Resource;
            var name =
                check.EndpointName
                ?? (new EndpointReference(endpoints, "https").Exists ? "https" : "http");
            var url = new EndpointReference(endpoints, name).Url + check.Path;
            if (await Runner.Health.Ask(url, check.Status, ct) is { } problem)
            {
                return problem;
            }
        }

        return null;
    }
}
