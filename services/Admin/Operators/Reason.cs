namespace LeadFuel.Admin.Operators;

/// <summary>What an operator works on, in a line: it stands in the log beside each act.</summary>
internal static class Reason
{
    public const int Min = 5;
    public const int Max = 500;

    public static readonly SecondFactor.Wrong Wrong = new(
        StatusCodes.Status400BadRequest,
        "Something is not right yet.",
        "A reason has 5 to 500 characters in one line."
    );

    public static bool Fits(string reason) =>
        reason.Length is >= Min and <= Max && !reason.Any(char.IsControl);
}
