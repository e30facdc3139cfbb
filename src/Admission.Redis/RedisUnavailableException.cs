namespace FlashSale.Admission;

/// <summary>
/// Redis could not be asked, refused to write or did not answer in time. A fault of infrastructure (an
/// <see cref="IOException"/>): the same call later is right, and a call that did get through does no harm when repeated.
/// </summary>
public class RedisUnavailableException(string message, Exception? inner = null) : IOException(message, inner);
