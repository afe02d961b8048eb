package dragon.tools.simulate;

/** Sees what the simulated exchange knows to be true, the moment it becomes so. */
interface VenueRecord {
    /** An order of a client order id was taken. */
    void onAccepted(SimulatedVenue.Order order);

    /** A trade was made. */
    void onTrade(SimulatedVenue.Order order, SimulatedVenue.Fill fill);

    /** An order is open no more. */
    void onEnded(SimulatedVenue.Order order);

    /** A place was refused by the exchange. */
    void onRefused(SimulatedVenue.Order order, String why);
}
