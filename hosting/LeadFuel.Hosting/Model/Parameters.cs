using System.Security.Cryptography;

namespace Aspire.Hosting.ApplicationModel
{
    public abstract class ParameterDefault
    {
        public abstract string GetDefaultValue();
    }

    public sealed class GenerateParameterDefault : ParameterDefault
    {
        private const string Specials = "-_.{}~()*+!";

        public int MinLength { get; set; }

        public bool Lower { get; set; } = true;

        public bool Upper { get; set; } = true;

        public bool Numeric { get; set; } = true;

        public bool Special { get; set; } = true;

        public override string GetDefaultValue()
        {
            var letters =
                (Lower ? "abcdefghijkmnpqrstuvwxyz" : "")
                + (Upper ? "ABCDEFGHJKMNPQRSTUVWXYZ" : "")
                + (Numeric ? "0123456789" : "")
                + (Special ? Specials : "");
            return RandomNumberGenerator.GetString(letters, Math.Max(MinLength, 22));
        }
    }

    public class ParameterResource(
        string name,
        Func<ParameterDefault?, string> callback,
        bool secret = false
    ) : Resource(name), IManifestExpressionProvider, IValueProvider
    {
        private readonly Lock _once = new();
        private string? _value;

        public ParameterDefault? Default { get; init; }

        public bool Secret { get; } = secret;

        public string ValueExpression => $"{{{Name}.value}}";

        public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default)
        {
            lock (_once)
            {
                return ValueTask.FromResult<string?>(_value ??= callback(Default));
            }
        }
    }
}

namespace Aspire.Hosting
{
    public class DistributedApplicationException(string message, Exception? inner = null)
        : Exception(message, inner);

    public sealed class MissingParameterValueException(string message)
        : DistributedApplicationException(message);
}
