using System.Runtime.InteropServices;

namespace FlashSale.Benchmarks.Admission.Open;

/// <summary>What came of one request.</summary>
/// <param name="OrderId">In the answer; empty for none.</param>
/// <param name="SentAt">Microseconds after the run's beginning.</param>
/// <param name="AnsweredAt">The same.</param>
/// <param name="Outcome">Number in <see cref="OutcomeNames"/>.</param>
[StructLayout(LayoutKind.Auto)]
readonly record struct Answer(Guid OrderId, long SentAt, long AnsweredAt, int Outcome);
