using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace LeadFuel.Testing.Services;

/// <summary>One line that a service logged.</summary>
public sealed record LogLine(string Service, LogLevel Level, string Category, string Text);

/// <summary>What the services of a suite logged, the latest 20,000 lines.</summary>
public sealed class LogBook
{
    private const int Most = 20_000;
    private readonly ConcurrentQueue<LogLine> lines = new();

    public IReadOnlyList<LogLine> Lines => [.. lines];

    internal ILoggerProvider For(string service) => new Writer(this, service);

    private void Add(LogLine line)
    {
        lines.Enqueue(line);
        while (lines.Count > Most)
        {
            lines.TryDequeue(out _);
        }
    }

    private sealed class Writer(LogBook book, string service) : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => new Log(book, service, categoryName);

        public void Dispose()
        {
            // Nothing is held.
        }
    }

    private sealed class Log(LogBook book, string service, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Write(LogLevel level, string text) =>
            book.Add(new LogLine(service, level, category, text));

        void ILogger.Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) =>
            Write(
                logLevel,
                exception is null
                    ? formatter(state, null)
                    : $"{formatter(state, exception)}\n{exception}"
            );
    }
}
