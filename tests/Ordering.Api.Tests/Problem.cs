using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Shouldly;

namespace FlashSale.Ordering.Api.Tests;

static class Problem
{
    /// <summary>Status, media type, code: what every refusal has.</summary>
    public static async Task<JsonElement> ShouldRefuseAsync(this HttpResponseMessage answer, int status, string code)
    {
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe((HttpStatusCode)status, text);
        answer.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json", text);
        var problem = JsonDocument.Parse(text).RootElement;
        problem.GetProperty("code").GetString().ShouldBe(code);
        problem.GetProperty("status").GetInt32().ShouldBe(status);
        problem.GetProperty("detail").GetString().ShouldNotBeNullOrEmpty();
        return problem;
    }

    public static async Task<JsonElement> ShouldAnswerAsync(this HttpResponseMessage answer, int status)
    {
        answer.StatusCode.ShouldBe((HttpStatusCode)status, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
