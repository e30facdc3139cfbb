using FlashSale.Admission.Scripts;
using StackExchange.Redis;

namespace FlashSale.Admission.Admit;

/// <summary>The requests for units of one product, on their way through admit.lua.</summary>
sealed class AdmissionQueue(RedisConnection redis) : ScriptBatcher<AdmissionRequest, AdmissionReply>(redis)
{
    protected override bool IsSilent => Redis.IsSilent;

    protected override AdmissionReply NotAsked(AdmissionRequest question) => new(AdmissionOutcome.Unreachable, question.OrderId);

    protected override long EpochOf(AdmissionRequest question) => question.Epoch;

    protected override async Task CallAsync(Waiting[] waiting)
    {
        var requests = Array.ConvertAll(waiting, one => one.Question);
        var sent = Redis.Now;
        try
        {
            var deadlines = Array.ConvertAll(waiting, one => Redis.Clock.Deadline(one.Asked, RedisConnection.CallTimeout));
            var (productId, epoch) = (requests[0].ProductId, requests[0].Epoch);
            var values = AdmitCall.ValuesOf(requests, deadlines, Redis.Server, Redis.Seen.In(productId, epoch));
            var answer = (await Redis.RunAsync(RedisScript.Admit, AdmitCall.KeysOf(requests), values, Redis.TimeLeft(waiting[0].Asked), default)).Items();
            Redis.Clock.Learn(AdmitCall.TimeOf(answer), sent, Redis.Now);
            if (AdmitCall.SequenceOf(answer) is { } sequence)
                Redis.Seen.Note(new(productId, epoch, sequence));
            else if (AdmitCall.IsDoubtful(answer))
                Redis.Seen.Doubt();
            AnswerInParts(waiting, (request, index) => AdmitCall.ReplyTo(request, answer, index));
        }
        catch (RedisUnavailableException)
        {
            AnswerAll(waiting, NotAsked);
        }
        catch (RedisConnectionException exception) when (exception.FailureType == ConnectionFailureType.UnableToResolvePhysicalConnection)
        {
            // There was no connection to write to. A connection that broke later leaves the outcome unknown.
            AnswerAll(waiting, NotAsked);
        }
        catch (RedisServerException exception) when (RedisError.RefusesToServe(exception))
        {
            AnswerAll(waiting, NotAsked);
        }
        catch (Exception exception) when (exception is RedisConnectionException or TimeoutException)
        {
            AnswerAll(waiting, request => new(AdmissionOutcome.Unknown, request.OrderId));
        }
        catch (Exception exception)
        {
            foreach (var one in waiting)
                one.Answer.TrySetException(exception);
        }
    }
}
