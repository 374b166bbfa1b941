namespace LeadFuel.Reach.Sends;

public static class SendMessage
{
    public sealed record Job(Guid MessageId) : IJob
    {
        public static string Kind => "reach.send-message";
    }

    /// <summary>One job for each time that a mail is put to work.</summary>
    public static string Key(Message message) => Key(message.Id, message.Wakes);

    public static string Key(Guid id, int wakes) => $"{id}#{wakes}";
}
