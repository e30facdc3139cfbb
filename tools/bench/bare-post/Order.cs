namespace FlashSale.BarePost;

sealed record Order(int? Quantity, string? Email);
