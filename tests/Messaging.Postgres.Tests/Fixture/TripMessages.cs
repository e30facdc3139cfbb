namespace MassTransit.Tests;

public sealed record BookTrip(Guid TripId, DateTime? Deadline = null);

public sealed record PayTrip(Guid TripId, bool Fail = false, int HoldMilliseconds = 0);

public sealed record PostponeTrip(Guid TripId, DateTime Deadline);

public sealed record FinishTrip(Guid TripId);

public sealed record LookAtTrip(Guid TripId);

public sealed record FindTrips(string Note);

public sealed record TripOverdue(Guid TripId);

/// <summary>Found by its base, too: a subscriber of ITripEvent gets every one of these.</summary>
public interface ITripEvent
{
    Guid TripId { get; }
}

public sealed record TripBooked(Guid TripId) : ITripEvent;

public sealed record TripPaid(Guid TripId, int Payments) : ITripEvent;

public sealed record TripExpired(Guid TripId) : ITripEvent;
