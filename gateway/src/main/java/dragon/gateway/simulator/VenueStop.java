package dragon.gateway.simulator;

/** An order with a trigger that somebody has put beside a leg by hand. It rests until it is cancelled: it never triggers. */
record VenueStop(long algoOrderId, Market market, PositionSide positionSide, long quantityE8, long triggerPriceE8) {}
