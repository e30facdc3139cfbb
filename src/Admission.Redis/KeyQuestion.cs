namespace FlashSale.Admission;

/// <param name="Epoch">Of the sale, as its asker knows it.</param>
/// <param name="UserId">Whose key it is.</param>
/// <param name="Key">Idempotency key.</param>
readonly record struct KeyQuestion(long Epoch, string UserId, string Key);
