namespace FlashSale.Admission.Admit;

/// <param name="Epoch">The sale's epoch, as the caller knows it.</param>
/// <param name="UserId">The buyer.</param>
/// <param name="Key">Idempotency key.</param>
readonly record struct BuyerQuestion(long Epoch, string UserId, string Key);
