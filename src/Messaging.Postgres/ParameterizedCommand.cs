using Npgsql;

namespace MassTransit.PostgresIntegration;

static class ParameterizedCommand
{
    /// <param name="dataSource">Where it runs.</param>
    /// <param name="statement">With $1, $2, ...</param>
    /// <param name="parameters">Their values, in this order.</param>
    public static NpgsqlCommand CreateCommand(this NpgsqlDataSource dataSource, string statement, params object[] parameters)
    {
        var command = dataSource.CreateCommand(statement);
        foreach (var parameter in parameters)
            command.Parameters.Add(new() { Value = parameter });
        return command;
    }

    /// <summary>Runs the command, which returns nothing, and disposes of it.</summary>
    public static async Task ExecuteOnceAsync(this NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using (command)
            await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
