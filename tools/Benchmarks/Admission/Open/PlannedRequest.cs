namespace FlashSale.Benchmarks.Admission.Open;

sealed record PlannedRequest(Intention Intention, string User, string? Key, string Email);
