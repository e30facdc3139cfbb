namespace FlashSale.Benchmarks.Admission.Report;

/// <summary>A figure to live up to.</summary>
/// <param name="Name">What is asked.</param>
/// <param name="Asked">As text.</param>
/// <param name="Measured">As text.</param>
/// <param name="Held">Whether it is kept.</param>
sealed record Goal(string Name, string Asked, string Measured, bool Held)
{
    public static Goal AtLeast(string name, double asked, double measured, string format = "0.00") => new(name, $">= {asked.ToString(format)}", measured.ToString(format), measured >= asked);

    public static Goal Below(string name, double asked, double measured, string unit) => new(name, $"< {asked:0} {unit}", $"{measured:0.0} {unit}", measured < asked);

    public static Goal AtMost(string name, double asked, double measured, string unit) => new(name, $"<= {asked:0.#} {unit}", $"{measured:0.0#} {unit}", measured <= asked);

    public static Goal Exactly(string name, long asked, long measured) => new(name, $"{asked:N0}", $"{measured:N0}", measured == asked);
}
