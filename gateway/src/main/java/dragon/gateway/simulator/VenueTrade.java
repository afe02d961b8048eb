package dragon.gateway.simulator;

/** One execution of one order. */
record VenueTrade(
        long tradeId,
        VenueOrder order,
        long priceE8,
        long quantityE8,
        long feeE8,
        long realizedE8,
        boolean isMaker,
        long wallMs) {}
