using System.Buffers;
using System.Globalization;
using FlashSale.Ordering.Api.Http;

namespace FlashSale.Ordering.Api.Shop.Sales;

/// <summary>GET /api/flash-sales and /api/flash-sales/{productId}: from this instance's memory; <see cref="SaleView"/> states its age.</summary>
public static class ReadSales
{
    /// <summary>From this age on, a response has an Age header.</summary>
    static readonly TimeSpan Notable = TimeSpan.FromSeconds(1);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/flash-sales", ListAsync).Produces<IReadOnlyList<SaleView>>().ProducesProblem(503).WithSummary("All sales");
        routes.MapGet("/api/flash-sales/{productId}", GetAsync).Produces<SaleView>().ProducesProblem(404).ProducesProblem(503).WithSummary("One sale");
    }

    static async Task ListAsync(HttpContext http, SaleCatalog catalog, SaleReads reads, TimeProvider clock)
    {
        if (!catalog.IsLoaded)
        {
            await NotYet().ExecuteAsync(http);
            return;
        }

        // All necessary looks are started before the first one is awaited.
        var finds = catalog.InOrder.Select(reads.FindAsync).ToArray();
        var answers = new SaleAnswer[finds.Length];
        var oldest = TimeSpan.Zero;
        var complete = true;
        for (var i = 0; i < finds.Length; i++)
        {
            if (await finds[i] is not var (answer, age))
            {
                complete = false;
                continue;
            }

            answers[i] = answer;
            oldest = age > oldest ? age : oldest;
        }

        await (complete ? WriteAsync(http, answers, oldest, clock.GetUtcNow()) : NoAnswer().ExecuteAsync(http));
    }

    static async Task GetAsync(string productId, HttpContext http, SaleCatalog catalog, SaleReads reads, TimeProvider clock)
    {
        if (!catalog.IsLoaded)
        {
            await NotYet().ExecuteAsync(http);
        }
        else if (catalog.Find(productId) is not { } sale)
        {
            await Refusal.UnknownProduct().ExecuteAsync(http);
        }
        else if (await reads.FindAsync(sale) is not var (answer, age))
        {
            await NoAnswer().ExecuteAsync(http);
        }
        else
        {
            var now = clock.GetUtcNow();
            Describe(http.Response, answer.LengthAt(now), age);
            answer.WriteTo(http.Response.BodyWriter, now);
            await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
        }
    }

    static async Task WriteAsync(HttpContext http, SaleAnswer[] answers, TimeSpan age, DateTimeOffset now)
    {
        var body = http.Response.BodyWriter;
        Describe(http.Response, "[]".Length + Math.Max(0, answers.Length - 1) + answers.Sum(answer => (long)answer.LengthAt(now)), age);
        body.Write("["u8);
        for (var i = 0; i < answers.Length; i++)
        {
            if (i > 0)
                body.Write(","u8);
            answers[i].WriteTo(body, now);
        }

        body.Write("]"u8);
        await body.FlushAsync(http.RequestAborted);
    }

    static void Describe(HttpResponse response, long length, TimeSpan age)
    {
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = length;
        if (age >= Notable)
            response.Headers.Age = ((int)age.TotalSeconds).ToString(CultureInfo.InvariantCulture);
    }

    public static Refusal NotYet() => Refusal.Unavailable("The sales have not been loaded yet. Please try again.");

    static Refusal NoAnswer() => Refusal.Unavailable("The remaining stock is temporarily unknown. Please try again.");
}
