using System.Runtime.CompilerServices;
using System.Text.Json;
using MassTransit.Serialization;

namespace FlashSale.Contracts.Tests;

/// <summary>All message types, and a sample of each with every field set.</summary>
static class Messages
{
    public static IReadOnlyList<Type> Types { get; } =
        [.. typeof(OrderSubmitted).Assembly.ExportedTypes.Where(type => type is { IsClass: true, IsAbstract: false }).OrderBy(type => type.Name, StringComparer.Ordinal)];

    /// <summary>As MassTransit writes bodies, only indented.</summary>
    public static JsonSerializerOptions Json { get; } = new(SystemTextJsonMessageSerializer.Options) { WriteIndented = true };

    public static object Sample(Type type)
    {
        var message = RuntimeHelpers.GetUninitializedObject(type);
        foreach (var property in type.GetProperties().Where(property => property.CanWrite))
            property.SetValue(message, SampleOf(Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType, property.Name));
        return message;
    }

    static object SampleOf(Type type, string name) => type switch
    {
        _ when type == typeof(Guid) => Guid.Parse("0c7e6c1e-3d0a-4d5e-9b39-2f1f6d3a5b01"),
        _ when type == typeof(string) => $"a {name}",
        _ when type == typeof(int) => 3,
        _ when type == typeof(decimal) => 12.50m,
        _ when type == typeof(DateTimeOffset) => new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero),
        _ when type == typeof(bool) => true,
        _ when type.IsEnum => Enum.GetValuesAsUnderlyingType(type).Cast<object>().Select(value => Enum.ToObject(type, value)).First(),
        _ => throw new NotSupportedException($"{name} is a {type}: say here what a sample of it is."),
    };
}
