namespace FlashSale.LoadGenerator.Open;

sealed record PlannedRequest(Intention Intention, string User, string? Key, string Email);
