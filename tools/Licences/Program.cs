using FlashSale.Licences;

// Licences <folder of the repository>: prints all packages and their licences; ends with 1 if one of them is not allowed.
if (args is not [var root])
{
    await Console.Error.WriteLineAsync("usage: Licences <folder of the repository>");
    return 2;
}

var list = LicenceList.Parse(await File.ReadAllTextAsync(Path.Combine(root, "tools/Licences/allowed.json")));
var packages = RestoredPackages.Of(root);
foreach (var (title, group) in new[] { ("Shipped with the services:", packages.Where(package => package.Ships)), ("For build and tests only:", packages.Where(package => !package.Ships)) })
{
    Console.WriteLine(title);
    foreach (var package in group)
        Console.WriteLine($"  {package.Id,-55} {package.Version,-10} {list.NameOf(package)}");
}

var refused = packages.Where(package => !list.Allows(package)).ToArray();
foreach (var package in refused)
    await Console.Error.WriteLineAsync($"not allowed: {package}: {list.NameOf(package)} (the list is tools/Licences/allowed.json)");
Console.WriteLine($"{packages.Count} packages, {refused.Length} with a licence that is not allowed");
return refused.Length == 0 ? 0 : 1;
