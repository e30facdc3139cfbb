using Xunit;

namespace FlashSale.Ordering.Api.Tests;

/// <summary>Tests that measure how soon answers come: nothing else of this project runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "alone";
}
