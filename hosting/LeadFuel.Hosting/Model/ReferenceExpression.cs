using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A text with holes that are known only when ports and parameters are.</summary>
public sealed class ReferenceExpression : IManifestExpressionProvider, IValueProvider
{
    private readonly string _format;
    private readonly IReadOnlyList<object> _holes;

    private ReferenceExpression(string format, IReadOnlyList<object> holes) =>
        (_format, _holes) = (format, holes);

    public string ValueExpression =>
        string.Format(
            CultureInfo.InvariantCulture,
            _format,
            [.. _holes.Select(hole => ((IManifestExpressionProvider)hole).ValueExpression)]
        );

    public static ReferenceExpression Create(in ExpressionInterpolatedStringHandler handler) =>
        handler.Build();

    public async ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default)
    {
        var values = new List<object?>();
        foreach (var hole in _holes)
        {
            values.Add(await ((IValueProvider)hole).GetValueAsync(cancellationToken));
        }

        return string.Format(CultureInfo.InvariantCulture, _format, [.. values]);
    }

    [InterpolatedStringHandler]
    public ref struct ExpressionInterpolatedStringHandler(int literalLength, int formattedCount)
    {
        private readonly StringBuilder _format = new(literalLength);
        private readonly List<object> _holes = new(formattedCount);

        public readonly void AppendLiteral(string value) => _format.Append(Escape(value));

        public readonly void AppendFormatted(string? value) => _format.Append(Escape(value));

        public readonly void AppendFormatted<T>(T valueProvider)
            where T : IValueProvider, IManifestExpressionProvider
        {
            _format.Append(CultureInfo.InvariantCulture, $"{{{_holes.Count}}}");
            _holes.Add(valueProvider);
        }

        public readonly void AppendFormatted<T>(IResourceBuilder<T> valueProvider)
            where T : IResource, IValueProvider, IManifestExpressionProvider =>
            AppendFormatted(valueProvider.Resource);

        internal readonly ReferenceExpression Build() => new(_format.ToString(), _holes);

        private static string? Escape(string? value) =>
            value
                ?.Replace("{", "{{", StringComparison.Ordinal)
                .Replace("}", "}}", StringComparison.Ordinal);
    }
}
