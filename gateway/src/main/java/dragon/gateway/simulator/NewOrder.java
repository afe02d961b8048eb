package dragon.gateway.simulator;

import dragon.gateway.simulator.market.DecimalE8;

/** What a place request asks for, read but not yet judged. */
final class NewOrder {
    Market market;
    Side side;
    PositionSide positionSide = PositionSide.BOTH;
    OrderType type;
    long priceE8 = DecimalE8.NULL;
    long quantityE8 = DecimalE8.NULL;
    long amountE8 = DecimalE8.NULL;
    long clientOrderId;
    boolean reduceOnly;
    boolean postOnlyAdjusted;
    String tag = "default";
    String marginMode = "CROSS";
    int bidAskLevel = 1;
}
