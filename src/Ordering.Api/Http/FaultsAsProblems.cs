using FlashSale.ServiceDefaults.Faults;
using Microsoft.AspNetCore.Diagnostics;
using Npgsql;

namespace FlashSale.Ordering.Api.Http;

/// <summary>A request that cannot be read is the client's; a server that does not reply is a 503, logged without a stack trace; anything else is a fault of ours: a 500, logged in full.</summary>
public sealed class FaultsAsProblems(ILogger<FaultsAsProblems> log) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        // A parameter that does not parse, in Development; elsewhere the framework answers a bare 400.
        if (exception is BadHttpRequestException bad)
        {
            await new Refusal(bad.StatusCode, ProblemCode.InvalidRequest, "The request could not be read.").ExecuteAsync(httpContext);
            return true;
        }

        // PostgreSQL holds no zero byte in a text, and only UTF-8.
        if (exception is PostgresException { SqlState: PostgresErrorCodes.CharacterNotInRepertoire or PostgresErrorCodes.UntranslatableCharacter })
        {
            await Refusal.Invalid("The request contains a character that cannot be stored, such as U+0000.").ExecuteAsync(httpContext);
            return true;
        }

        if (InfrastructureFault.Is(exception))
        {
            log.LogWarning("{Method} {Path} met a server that does not reply: {Fault}", httpContext.Request.Method, httpContext.Request.Path, exception.Message);
            await Refusal.Unavailable("The service is temporarily unavailable. Please try again.").ExecuteAsync(httpContext);
            return true;
        }

        log.LogError(exception, "{Method} {Path} failed", httpContext.Request.Method, httpContext.Request.Path);
        await new Refusal(StatusCodes.Status500InternalServerError, ProblemCode.InternalError, "The request failed because of an internal error, which was logged.").ExecuteAsync(httpContext);
        return true;
    }
}
