namespace FlashSale.Admission;

/// <summary>
/// Redis could not be reached, refused to write or did not reply in time. A fault of infrastructure (an
/// <see cref="IOException"/>): repeat the same call later; a call that did get through does no harm when repeated.
/// </summary>
public class RedisUnavailableException(string message, Exception? inner = null) : IOException(message, inner);
