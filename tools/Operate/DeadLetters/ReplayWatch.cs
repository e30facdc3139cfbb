using FlashSale.Client;
using FlashSale.Client.DeadLetters;
using FlashSale.Operate.Output;

namespace FlashSale.Operate.DeadLetters;

/// <summary>Waits until a replay has ended. It runs in the API: it goes on when nobody waits.</summary>
sealed class ReplayWatch(OperatorApi api, Screen screen)
{
    static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    public async Task<Replay> FollowAsync(Replay replay, CancellationToken cancellationToken)
    {
        try
        {
            while (replay.IsRunning)
            {
                screen.Progress($"{replay.Queue}: {replay.Redelivered} replayed");
                await Task.Delay(Interval, cancellationToken);
                replay = await api.ReadReplayAsync(replay.Id, cancellationToken);
            }

            screen.EndProgress();
            return replay;
        }
        catch (Exception exception) when (exception is ApiRefusalException or ApiUnreachableException or OperationCanceledException)
        {
            screen.EndProgress();
            screen.Tell($"{replay.Queue}: nobody waits for this replay any more, but it may still run. ./flashsale dead-letters history shows how it ends.");
            throw;
        }
    }
}
