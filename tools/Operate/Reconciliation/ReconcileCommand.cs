using System.CommandLine;
using FlashSale.Client;
using FlashSale.Client.Reconciliation;
using FlashSale.Operate.Output;

namespace FlashSale.Operate.Reconciliation;

/// <summary>reconcile: whether Redis, ledger and sagas agree, every order goes on by itself, and money matches its order. Ends with 0 when they do, 1 when something is open, 2 when it is not known.</summary>
sealed class ReconcileCommand(OperatorApi api, Screen screen)
{
    public const string Name = "reconcile";

    static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    // The API itself waits 20 s before it answers that the work is not done.
    static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    readonly Argument<string?> _product = NameArgument.Optional("PRODUCT", "The product id; all sales without it.");
    readonly Option<bool> _dryRun = new("--dry-run") { Description = "Compares now, for about ten seconds, and says what would be done." };
    readonly Option<bool> _apply = new("--apply") { Description = "Compares now, and does it." };
    readonly OnRecord _record = new();

    public Command Build()
    {
        var command = new Command(Name, "What does not balance between Redis, ledger and sagas, as last compared, which orders stand still, and where money contradicts its order. Exit code 0: the books balance; 1: something is open; 2: it is not known.")
        {
            _product,
            _dryRun,
            _apply,
            new RepairHistoryCommand(api, screen).Build(),
        };
        _record.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetResult(_apply) is not null && result.GetResult(_dryRun) is not null)
                result.AddError("--dry-run or --apply, not both.");
            else if (result.GetResult(_apply) is not null && !_record.HasReason(result))
                result.AddError("A repair needs --reason TEXT, which goes on record; --dry-run needs none.");
        });
        command.SetAction(RunAsync);
        return command;
    }

    async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var (product, apply) = (parsed.GetValue(_product), parsed.GetValue(_apply));
        var findings = apply || parsed.GetValue(_dryRun)
            ? await CompareAsync(new(product, apply, _record.ReasonOf(parsed)), _record.ByOf(parsed), cancellationToken)
            : await api.ReadFindingsAsync(product, cancellationToken);
        FindingListing.Show(findings, screen);
        return findings.Balanced ? ExitCode.Done : ExitCode.Open;
    }

    /// <summary>Tells what was done or would be, and returns what is open after it.</summary>
    async Task<Findings> CompareAsync(ReconciliationWish wish, string by, CancellationToken cancellationToken)
    {
        var begun = TimeProvider.System.GetTimestamp();
        screen.Progress("comparing the books");
        try
        {
            var answer = await api.ReconcileAsync(wish, by, cancellationToken);
            while (answer.Request.EndedAt is null)
            {
                if (TimeProvider.System.GetElapsedTime(begun) > Timeout)
                    throw new NoAnswerException("Inventory has not compared the books yet.");
                await Task.Delay(Interval, cancellationToken);
                answer = await api.ReadReconciliationAsync(answer.Request.Id, cancellationToken);
            }

            screen.EndProgress();
            foreach (var sentence in answer.Request.Done)
                screen.Tell(sentence);
            return answer.Findings;
        }
        catch
        {
            screen.EndProgress();
            throw;
        }
    }
}
