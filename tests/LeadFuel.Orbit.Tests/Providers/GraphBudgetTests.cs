using LeadFuel.Orbit.Providers.MicrosoftGraph;
using Microsoft.Extensions.Configuration;

namespace LeadFuel.Orbit.Tests.Providers;

/// <summary>How much is asked at once about one mailbox.</summary>
public sealed class GraphBudgetTests
{
    [Fact]
    public async Task About_one_mailbox_nothing_is_asked_before_the_one_before_has_its_answer()
    {
        var budget = new GraphBudget(TimeProvider.System, new ConfigurationBuilder().Build());
        var mailbox = Guid.CreateVersion7();
        var answer = new TaskCompletionSource<int>();
        var asked = false;

        var first = budget.Alone(mailbox, () => answer.Task, Stage.Ct);
        var second = budget.Alone(
            mailbox,
            () =>
            {
                asked = true;
                return Task.FromResult(2);
            },
            Stage.Ct
        );

        Assert.Equal(
            3,
            await budget.Alone(Guid.CreateVersion7(), () => Task.FromResult(3), Stage.Ct)
        );
        Assert.False(asked);
        answer.SetResult(1);
        Assert.Equal((1, 2), (await first, await second));
    }
}
