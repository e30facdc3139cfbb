using System.CommandLine;

namespace FlashSale.Operate;

/// <summary>An argument that is a name. A mistyped option is none: the parser would take --aply for the name of a product.</summary>
static class NameArgument
{
    public static Argument<string> Required(string name, string description) => Checked(new Argument<string>(name) { Description = description });

    public static Argument<string?> Optional(string name, string description) =>
        Checked(new Argument<string?>(name) { Description = description, Arity = ArgumentArity.ZeroOrOne });

    static Argument<T> Checked<T>(Argument<T> argument)
    {
        argument.Validators.Add(result =>
        {
            foreach (var token in result.Tokens)
            {
                if (token.Value.StartsWith('-'))
                    result.AddError($"There is no option {token.Value}.");
                else if (string.IsNullOrWhiteSpace(token.Value))
                    result.AddError($"{argument.Name} is empty.");
            }
        });
        return argument;
    }
}
