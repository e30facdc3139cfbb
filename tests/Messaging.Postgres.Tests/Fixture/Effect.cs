namespace MassTransit.Tests;

/// <summary>A consumer's write: one row each time its transaction commits.</summary>
public sealed class Effect
{
    public long Id { get; set; }
    public Guid Key { get; set; }
    public string What { get; set; } = "";
}
