package dragon.engine.core;

import static dragon.engine.core.CoreHarness.e8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dragon.engine.core.account.Account;
import dragon.engine.core.gate.Limit;
import dragon.engine.core.gate.LimitUsage;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.PositionMode;
import dragon.engine.protocol.RiskLimit;
import org.junit.jupiter.api.Test;

/** How much of each limit is used, as people are told. */
class LimitUsageTest {
    private final CoreHarness dragon = new CoreHarness();

    private long used(final Limit limit) {
        final Account account = dragon.core().state().accounts().get(1);
        return new LimitUsage(dragon.core().state()).ofE8(limit, account, dragon.nowNs());
    }

    @Test
    void addsWhatIsHeldAndWhatIsOnItsWay() {
        dragon.inPosition("0").mark("60000"); // 0.01 at 60,000, and a rung of 0.01 at 59,400.

        assertEquals(e8("1194"), used(Limit.LEG_NOTIONAL_MAX));
        assertEquals(e8("1194"), used(Limit.SYMBOL_NOTIONAL_MAX));
        assertEquals(e8("1194"), used(Limit.ACCOUNT_GROSS_MAX));
        assertEquals(e8("1194"), used(Limit.ACCOUNT_NET_MAX));
        assertEquals(e8("1"), used(Limit.OPEN_ORDERS_BOT_MAX));
        assertEquals(e8("0"), used(Limit.IN_DOUBT_ACCOUNT_MAX));
        assertEquals(e8("1"), used(Limit.REPEAT_FILLS_MINUTE_MAX));
        assertEquals(e8("0.1"), used(Limit.BOT_LOSS_MAX), "the fee of the entry");
    }

    @Test
    void tellsLossesMarginsAndAges() {
        dragon.inPosition("0").mark("60000").adjust(1, "-12.5");
        dragon.account(1, PositionMode.HEDGE, "10000", "10000").account(1, PositionMode.HEDGE, "9000", "2700");
        dragon.position(Leg.LONG, "0.01", "45000", true).venueLeverage(10).clock(-250);

        assertEquals(e8("12.6"), used(Limit.DAY_LOSS_MAX));
        assertEquals(e8("10"), used(Limit.DRAWDOWN_PCT));
        assertEquals(e8("30"), used(Limit.MARGIN_FREE_MIN_PCT));
        assertEquals(e8("25"), used(Limit.LIQUIDATION_DISTANCE_MIN_PCT));
        assertEquals(e8("10"), used(Limit.LEVERAGE_EXPECTED));
        assertEquals(e8("250"), used(Limit.CLOCK_SKEW_MS));
        assertEquals(e8("0"), used(Limit.STALE_PRIVATE_MS));
    }

    @Test
    void saysNothingOfWhatIsNotKnownOrOnlyAnOrderCanUse() {
        dragon.inPosition("0").quote(null, null);

        assertEquals(LimitUsage.UNKNOWN, used(Limit.ACCOUNT_GROSS_MAX), "what is held has no price");
        assertEquals(LimitUsage.UNKNOWN, used(Limit.DAY_LOSS_MAX));
        assertEquals(LimitUsage.UNKNOWN, used(Limit.ORDER_NOTIONAL_MAX));
        assertEquals(LimitUsage.UNKNOWN, used(Limit.ORDER_RATE_ACCOUNT), "no limit, no bucket");
        dragon.limit(RiskLimit.ORDER_RATE_ACCOUNT, "10");
        assertEquals(e8("0"), used(Limit.ORDER_RATE_ACCOUNT));
    }
}
