package dragon.gateway.simulator;

/** One way in which the exchange fails a request; it stands in the request path and may answer instead of the venue. */
interface RequestFault {
    String name();

    /** Answers before the venue has seen the request; null lets it through. */
    default Answer before(final Call call) {
        return null;
    }

    /** Replaces the venue's answer after it did what was asked; null leaves it. */
    default Answer after(final Call call, final Answer answer) {
        return null;
    }
}
