namespace FlashSale.Licences;

/// <param name="Id">As NuGet spells it.</param>
/// <param name="Version">As restored.</param>
/// <param name="Licence">An SPDX expression; else the URL, or "file" and the file's name, that the package gives; else empty.</param>
/// <param name="Ships">Whether files of it lie beside a service's binaries; if not, it is for build and tests only.</param>
public sealed record Package(string Id, string Version, string Licence, bool Ships)
{
    public override string ToString() => $"{Id} {Version}";
}
