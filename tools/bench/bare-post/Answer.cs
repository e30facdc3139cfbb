namespace FlashSale.BarePost;

sealed record Answer(Guid OrderId, string ProductId, int Quantity, string Status, string StatusUrl, int EstimatedWaitSeconds);
