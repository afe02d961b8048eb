package dragon.tools.backtest.report;

import dragon.engine.protocol.Leg;
import dragon.engine.protocol.Side;

/**
 * One trade of a backtest. Prices, quantities and money times 10^8.
 *
 * @param bar index of the candle in which it happened, from 0 = the first one that was traded
 * @param note what it was: Initial-Long, DCA-L1, TP_PCT, SL_ATR, TRAILING_EXIT ...
 * @param pnlE8 gross result that it realised; 0 for one that opens
 * @param feeE8 positive = cost
 * @param positionE8 quantity of the leg after it
 * @param averageE8 average entry of the leg after it; 0 when flat
 */
public record Fill(
        long timeMs,
        int bar,
        Leg leg,
        Side side,
        String note,
        long priceE8,
        long quantityE8,
        long pnlE8,
        long feeE8,
        boolean isMaker,
        long positionE8,
        long averageE8) {}
