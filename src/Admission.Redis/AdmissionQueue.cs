using StackExchange.Redis;

namespace FlashSale.Admission;

/// <summary>The requests for units of one product, on their way through admit.lua.</summary>
sealed class AdmissionQueue(GateConnection redis) : SharedCalls<AdmissionRequest, AdmissionReply>(redis)
{
    readonly GateConnection _redis = redis;

    protected override bool IsSilent => _redis.IsSilent;

    protected override AdmissionReply NotAsked(AdmissionRequest question) => new(AdmissionOutcome.Unreachable, question.OrderId);

    protected override bool MayShare(AdmissionRequest first, AdmissionRequest next) => first.Epoch == next.Epoch;

    protected override async Task CallAsync(Waiting[] waiting)
    {
        var requests = Array.ConvertAll(waiting, one => one.Question);
        var sent = _redis.Now;
        try
        {
            var deadlines = Array.ConvertAll(waiting, one => _redis.Clock.Deadline(one.Asked, GateConnection.Patience));
            var answer = (RedisResult[])await _redis.RunAsync(LuaScript.Admit, AdmitCall.KeysOf(requests), AdmitCall.ValuesOf(requests, deadlines), _redis.PatienceLeft(waiting[0].Asked), default);
            _redis.Clock.Learn(AdmitCall.TimeOf(answer), sent, _redis.Now);
            AnswerInParts(waiting, (request, index) => AdmitCall.ReplyTo(request, answer, index));
        }
        catch (GateUnavailableException)
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
