using Microsoft.EntityFrameworkCore;

namespace MassTransit;

/// <summary>
/// Marks an open unit of work on a consume context: what is written through <see cref="DbContext"/>, the inbox row, captured
/// messages and schedule changes commit together. Found with <c>context.TryGetPayload&lt;DbTransactionContext&gt;</c>.
/// </summary>
public interface DbTransactionContext
{
    DbContext DbContext { get; }
}
