package dragon.gateway.simulator;

import java.util.ArrayList;
import java.util.List;

/**
 * Trades that none of our programs asked for: somebody at the console, a liquidation, a deleveraging.
 *
 * <p>Threading: the venue thread.
 */
final class ByHand {
    private static final int PERCENT = 100;

    private final Faults faults;
    private final Venue venue;

    ByHand(final Faults faults, final Venue venue) {
        this.faults = faults;
        this.venue = venue;
    }

    void act(final long nowNs, final long wallMs) {
        for (final Fault fault : faults.due(FaultKind.BEHIND_OUR_BACK, nowNs)) {
            if (act(fault, wallMs)) {
                faults.acted(fault, nowNs);
            }
        }
    }

    /** False while there is nothing to do it to: the fault then waits. */
    private boolean act(final Fault fault, final long wallMs) {
        final String what = fault.setting("what", "close");
        final OrderType type =
                switch (what) {
                    case "liquidation" -> OrderType.LIQUIDATE;
                    case "adl" -> OrderType.ADL;
                    default -> OrderType.MARKET;
                };
        final List<VenueLeg> candidates = new ArrayList<>();
        for (final VenueAccount account : venue.accounts()) {
            if (what.equals("open")) {
                for (final Market market : venue.markets()) {
                    for (final PositionSide side : PositionSide.values()) {
                        if (account.isHedgeMode() != (side == PositionSide.BOTH)) {
                            candidates.add(account.leg(market, side));
                        }
                    }
                }
            } else {
                candidates.addAll(account.legs.values());
            }
        }
        candidates.removeIf(leg -> !fault.isFor(leg.account.label, leg.market.symbol())
                || !fault.setting("leg", leg.positionSide.name()).equals(leg.positionSide.name())
                || !what.equals("open") && quantityE8(leg, fault) == 0);
        if (candidates.isEmpty()) {
            return false;
        }
        final VenueLeg leg = candidates.get(fault.draw(candidates.size()));
        if (what.equals("open")) {
            final Side side = leg.positionSide == PositionSide.SHORT ? Side.SELL : Side.BUY;
            final long step = leg.market.instrument().quantityStepE8();
            venue.tradeByHand(leg, side, leg.market.instrument().usualQuantityE8() / 100 / step * step, type, wallMs);
        } else {
            venue.tradeByHand(leg, leg.quantityE8 > 0 ? Side.SELL : Side.BUY, quantityE8(leg, fault), type, wallMs);
        }
        return true;
    }

    /** The part of a leg that the fault takes away, on the quantity step. */
    private static long quantityE8(final VenueLeg leg, final Fault fault) {
        final long step = leg.market.instrument().quantityStepE8();
        final long percent = Math.min(PERCENT, Long.parseLong(fault.setting("percent", "50")));
        return Math.abs(leg.quantityE8) / PERCENT * percent / step * step;
    }
}
