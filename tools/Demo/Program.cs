using FlashSale.Demo;

using var shop = new DemoShop();
var endings = new Endings(shop);
var right = true;
foreach (var ending in endings.All)
{
    Console.WriteLine($"\n{ending.Name}: {ending.Story}");
    var seen = await ending.RunAsync();
    right &= seen == ending.Name;
    Console.WriteLine(seen == ending.Name ? $"  => {seen}" : $"  => {seen}, expected {ending.Name}");
}

Console.WriteLine();
await shop.PrintBooksAsync();
Console.WriteLine(right ? "Every ending was reached." : "Not every ending was reached.");
return right ? 0 : 1;
