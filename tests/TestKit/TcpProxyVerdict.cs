namespace FlashSale.TestKit;

/// <summary>What becomes of a piece that a client sends through a <see cref="TcpProxy"/>.</summary>
public enum TcpProxyVerdict
{
    Pass,

    /// <summary>The connection breaks before the server has got the piece.</summary>
    CutBefore,

    /// <summary>The server gets the piece and answers; the connection breaks before the client has the answer.</summary>
    CutBeforeAnswer,
}
