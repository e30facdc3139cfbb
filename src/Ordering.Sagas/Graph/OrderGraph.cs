using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using FlashSale.Ordering.Sagas.Awaited;
using FlashSale.ServiceDefaults.Faults;
using Microsoft.Extensions.Logging.Abstractions;

namespace FlashSale.Ordering.Sagas.Graph;

/// <summary>The machine, drawn for people (docs/saga.md) and for programs (order-saga.json, which the API embeds). Tests compare both with the machine.</summary>
public sealed class OrderGraph
{
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };

    readonly OrderDecisions _decisions;
    readonly string _diagram;

    public OrderGraph()
    {
        var machine = new OrderStateMachine(new FaultTimings(), NullLogger<OrderStateMachine>.Instance);
        _decisions = OrderDecisions.Of(machine);
        _diagram = string.Concat(Transitions(machine, _decisions).Select(line => $"    {line}\n").Prepend("stateDiagram-v2\n"));
    }

    /// <summary>The diagram, and for each event what it does in each state.</summary>
    public string ToJson() => JsonSerializer.Serialize(
        new
        {
            Diagram = _diagram,
            Events = _decisions.Events.ToDictionary(name => name, name => _decisions.States.ToDictionary(state => state, state => _decisions[state, name])),
        },
        Json).ReplaceLineEndings("\n") + "\n";

    public string ToMarkdown()
    {
        var page = new StringBuilder();
        page.AppendLine("""
            # The order saga

            Drawn from `src/Ordering.Sagas/OrderStateMachine.cs` by `Graph/OrderGraph.cs`; a test fails when the two differ.
            `FLASHSALE_REWRITE_DOCS=1 dotnet test tests/Ordering.Sagas.Tests --filter The_saga_page` rewrites it.

            ```mermaid
            """);
        page.Append(_diagram);
        page.AppendLine("""
            ```

            ## Every event in every state

            An arrow: the event is handled and can lead to these states (an order can also record it and stay where it is). `noted`: handled
            without a change of state, for example by a refund. A dot: ignored on purpose. **fault**: a contradiction; the message is
            retried and then kept in the queue `order-state_error` for an operator.
            """);
        page.AppendLine();
        var states = _decisions.States;
        page.AppendLine($"| event | {string.Join(" | ", states)} |");
        page.AppendLine($"| --- |{string.Concat(Enumerable.Repeat(" --- |", states.Count))}");
        foreach (var name in _decisions.Events)
            page.AppendLine($"| {name} | {string.Join(" | ", states.Select(state => Cell(_decisions[state, name])))} |");
        page.AppendLine("""

            Without an order: `OrderSubmitted` begins one. `PaymentReceived`, `PaymentDeclined` and `OrderCancellationRequested` come again
            later, since the order may still be on its way: after 1, 2, 4 ... seconds, for as long as redeliveries take. The last time a payment is
            refunded, and the others fault. The ledger's answers fault. `NoticeEnded` and `PaymentExpired` are dropped with a warning in the log, `RefundCompleted` without.

            ## What is awaited, and asked for again

            A message may be lost with its queue. What has been awaited for 30 s, no table explains, and no queue can still hold, as markers that went
            the same way have shown, is asked for again: after 1, 2, 4 ... 16 minutes once more, each time with a row in the timeline. After five times,
            or when the message is a dead letter, it is for a person ([ADR 92](adr/0092-awaited-answers.md)).

            | awaited | asked for again at |
            | --- | --- |
            """);
        foreach (var answer in AwaitedAnswers.All)
            page.AppendLine($"| {answer.Awaits} | `{answer.Queue}` |");
        return page.ToString().ReplaceLineEndings("\n");
    }

    static IEnumerable<string> Transitions(OrderStateMachine machine, OrderDecisions decisions)
    {
        yield return $"[*] --> {decisions[machine.Initial.Name, nameof(machine.OrderSubmitted)].Targets[0]}: {nameof(machine.OrderSubmitted)}";
        foreach (var state in decisions.States)
        {
            foreach (var name in decisions.Events)
            {
                foreach (var target in decisions[state, name].Targets)
                    yield return $"{state} --> {target}: {name}";
            }
        }

        foreach (var end in decisions.States.Where(state => decisions.Events.All(name => decisions[state, name].Targets.Count == 0)))
            yield return $"{end} --> [*]";
    }

    static string Cell(OrderDecision decision) => decision switch
    {
        { Kind: OrderDecisionKind.Ignored } => "·",
        { Kind: OrderDecisionKind.Fault } => "**fault**",
        { Targets.Count: 0 } => "noted",
        _ => $"→ {string.Join(", ", decision.Targets)}",
    };
}
