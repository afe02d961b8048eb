package dragon.bench.kill;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dragon.bench.kill.VenueAudit.Money;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Trades that others made on our legs count for the venue's legs and not for what the core must say. */
class VenueAuditTest {
    private static final long E8 = 100_000_000L;
    private static final String LEG = "wild PERP_BTC_USDT LONG";

    @Test
    void foldsOurOwnTradesAloneInTheOrderOfTheVenue() {
        final VenueAudit audit = VenueAudit.of(
                """
                {"accounts":[{"account":"wild","openOrders":1,"funding":"-0.5","positions":[{"symbol":"PERP_BTC_USDT",
                 "leg":"LONG","quantity":"1","realizedByCost":"60","cost":"110","fee":"4"}]}]}
                """,
                """
                {"orders":[
                 {"account":"wild","clientOrderId":3,"symbol":"PERP_BTC_USDT","side":"SELL","positionSide":"LONG","status":"NEW",
                  "trades":[{"tradeId":4,"price":"130","quantity":"1","fee":"1"}]},
                 {"account":"wild","clientOrderId":1,"symbol":"PERP_BTC_USDT","side":"BUY","positionSide":"LONG","status":"FILLED",
                  "trades":[{"tradeId":1,"price":"100","quantity":"2","fee":"1"}, {"tradeId":2,"price":"120","quantity":"2","fee":"1"}]},
                 {"account":"wild","clientOrderId":0,"symbol":"PERP_BTC_USDT","side":"SELL","positionSide":"LONG","status":"FILLED",
                  "trades":[{"tradeId":3,"price":"130","quantity":"2","fee":"1"}]}]}
                """);

        assertEquals(Map.of(LEG, E8), audit.legsE8());
        assertEquals(Map.of(LEG, 3 * E8), audit.ownLegsE8());
        assertEquals(Map.of(LEG, new Money(-310 * E8, 3 * E8)), audit.ownMoneyOfLegs());
        assertEquals(Map.of(LEG, new Money(-50 * E8, 4 * E8)), audit.moneyOfLegs());
        assertEquals(Map.of("wild PERP_BTC_USDT", 1), audit.openOrdersOfSymbols());
        assertEquals(Map.of("wild", -E8 / 2), audit.fundingOfAccounts());
    }

    @Test
    void whatTradesHaveMovedIsTheSameInWhateverOrderTheyAreTold() {
        final OwnLeg asTraded = new OwnLeg(true);
        asTraded.add(true, 100 * E8, 2 * E8, 0);
        asTraded.add(true, 90 * E8, E8, 0);
        asTraded.add(false, 110 * E8, 2 * E8, 0);
        final OwnLeg asTold = new OwnLeg(true);
        asTold.add(true, 100 * E8, 2 * E8, 0);
        asTold.add(false, 110 * E8, 2 * E8, 0);
        asTold.add(true, 90 * E8, E8, 0);

        assertEquals(asTraded.money(LEG), asTold.money(LEG));
    }
}
