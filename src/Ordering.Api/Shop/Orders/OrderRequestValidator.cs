using FlashSale.Admission.Sales;
using FluentValidation;

namespace FlashSale.Ordering.Api.Shop.Orders;

public sealed class OrderRequestValidator : AbstractValidator<OrderRequest>
{
    public OrderRequestValidator(bool mailUtf8)
    {
        RuleFor(body => body.Quantity).InclusiveBetween(1, SaleDefaults.MaxQuantity);
        RuleFor(body => body.Email).Must(email => email is null || EmailAddress.Canonical(email, mailUtf8) is not null)
            .WithMessage("'{PropertyName}' is not an e-mail address that mail can be sent to.");
    }

    /// <summary>No address or a plain one, and a quantity in bounds, as in nearly all requests.</summary>
    public static bool FindsNothing(OrderRequest body) =>
        body.Quantity is null or (>= 1 and <= SaleDefaults.MaxQuantity) && (body.Email is null || EmailAddress.IsPlain(body.Email));
}
