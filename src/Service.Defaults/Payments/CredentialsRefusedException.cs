using FlashSale.ServiceDefaults.Faults;

namespace FlashSale.ServiceDefaults.Payments;

/// <summary>The provider answered 401 or 403: it would refuse any other request, too, until somebody mends the credentials.</summary>
public sealed class CredentialsRefusedException(int status) : ThirdPartyFaultException($"The payment provider refuses our credentials: {status}.");
