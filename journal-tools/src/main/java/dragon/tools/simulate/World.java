package dragon.tools.simulate;

import dragon.gateway.venue.NewOrder;
import dragon.gateway.venue.VenueFact;
import org.agrona.DirectBuffer;

/** What the parts of a simulation share: virtual time, what is planned, what fails, and who looks on. */
interface World {
    /** True time, nanoseconds since the epoch; the venue's clock. */
    long nowNs();

    /** How far our wall clock is off the true time. */
    long wallOffsetNs();

    SimulatedVenue venue();

    Faults faults();

    Marks marks();

    Randomness networkRandom();

    /** Plans an event after a delay. */
    void plan(long delayNs, Schedule.Kind kind, long number, Object subject, Object detail);

    /** Plans an event at a time. */
    void planAt(long timeNs, Schedule.Kind kind, long number, Object subject, Object detail);

    /** The session hands an order over to be sent. */
    void onPlaceSent(NewOrder order, SimulatedConnection connection);

    /** An order reaches the exchange. */
    void onPlaceArrived(NewOrder order);

    /** The session hands a cancel over to be sent. */
    void onCancelSent(long clientOrderId);

    /** A message was put into a ring of the engine. */
    void onOffered(DirectBuffer buffer, int offset, int length);

    /** The exchange has told a session of a trade, which that is to pass on. */
    void onTradeTold(VenueFact.Trade trade);

    /** A gateway's session has ended, and with it what it had not passed on. */
    void onSessionGone();

    /** The session asks something. */
    void onQuery();
}
