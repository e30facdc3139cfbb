namespace FlashSale.Demo;

/// <summary>Prints each request that changes something, and how it was answered; the many that only look would hide them.</summary>
sealed class PrintChanges() : DelegatingHandler(new SocketsHttpHandler())
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var answer = await base.SendAsync(request, cancellationToken);
        if (request.Method != HttpMethod.Get)
            Console.WriteLine($"  {request.Method} {request.RequestUri!.PathAndQuery} -> {(int)answer.StatusCode}");
        return answer;
    }
}
