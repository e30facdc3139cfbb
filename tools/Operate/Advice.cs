using FlashSale.Client;

namespace FlashSale.Operate;

/// <summary>What to do after a failure; null where its message says all.</summary>
static class Advice
{
    public static string? On(Exception failure) => failure switch
    {
        ApiUnreachableException => "Run ./flashsale status, and ./flashsale logs api.",
        NoAnswerException => "Run ./flashsale status, and ./flashsale logs inventory.",
        ApiRefusalException { Status: 401 } => "FLASHSALE_OPS_KEY is not this system's key; ./flashsale env prints what is used.",
        ApiRefusalException { Code: "redelivery-running" } => "./flashsale dead-letters history shows it.",
        ApiRefusalException { Code: "not-found" } => "./flashsale dead-letters lists what there is.",
        ApiRefusalException { Code: "unknown-order" } => "./flashsale resume --state STATE --older-than 5m --dry-run lists orders.",
        ApiRefusalException { Code: "unknown-product" } => "./flashsale reconcile lists the products.",
        ApiRefusalException { Status: >= 500 } => "Run ./flashsale status, and ./flashsale logs api.",
        _ => null,
    };
}
