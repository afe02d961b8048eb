package dragon.gateway.simulator;

/** One payment of one leg; positive = received. */
record FundingPayment(long id, VenueLeg leg, long rateE8, long markPriceE8, long amountE8, int hours, long wallMs) {}
