package dragon.gateway.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.gateway.simulator.market.DecimalE8;
import dragon.gateway.simulator.market.GeneratedPrices;
import dragon.gateway.simulator.market.Instrument;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Funding, settlement and the two ways of counting a result, without sockets. */
class MoneyTest {
    private static final long HOUR_MS = 3_600_000;

    private final Audit audit = new Audit();
    private final Venue venue = new Venue(1, 1, audit, new Faults(audit, new Later()));
    private final Instrument instrument = Instrument.of("PERP_BTC_USDT");
    private final Market market = new Market(instrument, new GeneratedPrices(instrument, 1, 0, 1), 10);
    private final VenueAccount account =
            new VenueAccount("main", "id", List.of(ApiKey.generated()), 100_000 * DecimalE8.ONE);

    @BeforeEach
    void begin() {
        venue.listener(new Silent());
        venue.add(market);
        venue.add(account);
        move("60000", "60000.1");
    }

    @Test
    void fundingIsPaidOnceATimeByOneSideToTheOther() {
        trade(PositionSide.LONG, Side.BUY, "1");
        trade(PositionSide.SHORT, Side.SELL, "0.5");
        final Funding funding = new Funding(venue, 7, 8 * HOUR_MS);
        funding.pay(1, 1);
        assertEquals(0, account.fundings.size());
        funding.pay(8 * HOUR_MS, 2);
        funding.pay(8 * HOUR_MS + 1, 3);
        assertEquals(2, account.fundings.size());
        final long rateE8 = funding.rateE8(market, 8 * HOUR_MS);
        assertNotEquals(0, rateE8);
        final VenueLeg leg = account.leg(market, PositionSide.LONG);
        assertEquals(-DecimalE8.multiply(60_000 * DecimalE8.ONE, rateE8), leg.fundingE8);
        assertEquals(-leg.fundingE8 / 2, account.leg(market, PositionSide.SHORT).fundingE8);
        assertEquals(account.fundingE8, leg.fundingE8 / 2);
        assertEquals(16 * HOUR_MS, funding.nextMs(market, 8 * HOUR_MS));
        funding.pay(24 * HOUR_MS, 4);
        assertEquals(6, account.fundings.size());
    }

    @Test
    void settlementMovesTheSettlePriceAndTheBalanceAndNoResult() {
        trade(PositionSide.LONG, Side.BUY, "1");
        final long balanceE8 = account.balanceE8;
        final Settlement settlement = new Settlement(venue);
        settlement.settle(1, 1);
        move("60100", "60100.1");
        final long worthE8 = account.valueE8();
        settlement.settle(599_000, 2);
        assertEquals(balanceE8, account.balanceE8);
        settlement.settle(600_001, 3);
        final VenueLeg leg = account.leg(market, PositionSide.LONG);
        assertEquals(60_100 * DecimalE8.ONE, leg.settlePriceE8);
        assertEquals(balanceE8 + 9_990_000_000L, account.balanceE8); // Bought at 60000.1: 99.90 of profit.
        assertEquals(worthE8, account.valueE8());
        assertEquals(0, leg.realizedE8);
        trade(PositionSide.LONG, Side.SELL, "1");
        assertEquals(9_990_000_000L, leg.realizedE8);
        assertEquals(100_000 * DecimalE8.ONE + account.realizedE8 - account.feeE8, account.balanceE8);
    }

    @Test
    void resultsByCostAddUpExactlyWhereAnAverageIsRounded() {
        trade(PositionSide.LONG, Side.BUY, "0.00001");
        move("60033.4", "60033.5");
        trade(PositionSide.LONG, Side.BUY, "0.00002");
        move("60100", "60100.1");
        for (int i = 0; i < 3; i++) {
            trade(PositionSide.LONG, Side.SELL, "0.00001");
        }
        final VenueLeg leg = account.leg(market, PositionSide.LONG);
        final long boughtE8 = 60_000_100 + 2 * 60_033_500;
        assertEquals(3 * 60_100_000 - boughtE8, leg.realizedByCostE8);
        assertEquals(0, leg.costE8);
        assertTrue(Math.abs(leg.realizedE8 - leg.realizedByCostE8) <= 3);
    }

    private void trade(final PositionSide leg, final Side side, final String quantity) {
        venue.tradeByHand(account.leg(market, leg), side, DecimalE8.parse(quantity), OrderType.MARKET, 1);
    }

    private void move(final String bid, final String ask) {
        market.bidE8 = DecimalE8.parse(bid);
        market.askE8 = DecimalE8.parse(ask);
    }

    /** Nobody listens. */
    private static final class Silent implements Venue.Listener {
        @Override
        public void onOrder(final VenueOrder order, final VenueTrade trade, final String reportedStatus) {}

        @Override
        public void onPosition(final VenueLeg leg) {}

        @Override
        public void onBalance(final VenueAccount account) {}
    }
}
