using System.Diagnostics.CodeAnalysis;
using Xunit;

namespace FlashSale.EndToEnd.Tests;

[CollectionDefinition(Name)]
[SuppressMessage("Naming", "CA1711", Justification = "xunit's own word for it")]
public sealed class EndToEndCollection : ICollectionFixture<RunningSystem>
{
    public const string Name = "the running system";
}
