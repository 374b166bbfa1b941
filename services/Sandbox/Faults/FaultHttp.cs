using System.Text;
using LeadFuel.Sandbox.Records;

namespace LeadFuel.Sandbox.Faults;

public static class FaultHttp
{
    /// <summary>The fault that hits this call, if one does; the record of the call says so.</summary>
    public static Fault? TakeFault(
        this HttpContext http,
        FaultBoard faults,
        string vendor,
        params ReadOnlySpan<string> kinds
    )
    {
        var text =
            $"{http.Request.Path}{http.Request.QueryString}\n{Encoding.UTF8.GetString(http.RawBody())}";
        var fault = faults.Take(vendor, http.Request.ApiKey(), text, kinds);
        if (fault is not null && http.Features.Get<RecordedRequest>() is { } recorded)
        {
            recorded.Fault = fault.Kind;
        }

        return fault;
    }
}
