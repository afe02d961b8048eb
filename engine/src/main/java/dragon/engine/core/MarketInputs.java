package dragon.engine.core;

import dragon.engine.core.bot.Bot;
import dragon.engine.core.bot.Jobs;
import dragon.engine.core.market.CandleFeed;
import dragon.engine.core.market.Instrument;
import dragon.engine.core.market.TriggerBook;
import dragon.engine.core.order.Order;
import dragon.engine.core.order.OrderStatus;
import dragon.engine.protocol.BestBidOfferDecoder;
import dragon.engine.protocol.Bool;
import dragon.engine.protocol.CandleDecoder;
import dragon.engine.protocol.CandleHistoryEndDecoder;
import dragon.engine.protocol.CandleSource;
import dragon.engine.protocol.EventCode;
import dragon.engine.protocol.EventLevel;
import dragon.engine.protocol.InstrumentDefinitionDecoder;
import dragon.engine.protocol.MarkPriceDecoder;
import dragon.engine.protocol.RefusalReason;
import dragon.engine.protocol.Timeframe;

/** Market inputs: quotes, mark prices, candles, filters. */
final class MarketInputs {
    private final CoreState state;
    private final Jobs jobs;
    private final Intents intents;
    private final Audit audit;

    MarketInputs(final CoreState state, final Jobs jobs, final Intents intents, final Audit audit) {
        this.state = state;
        this.jobs = jobs;
        this.intents = intents;
        this.audit = audit;
    }

    void onBestBidOffer(final BestBidOfferDecoder quote) {
        final Instrument instrument = state.instruments().get(quote.instrumentId());
        if (instrument == null) {
            audit.refused(BestBidOfferDecoder.TEMPLATE_ID, RefusalReason.UNKNOWN_INSTRUMENT, quote.instrumentId());
            return;
        }
        final long bidE8 = quote.bidPriceE8();
        final long askE8 = quote.askPriceE8();
        if (bidE8 != Instrument.NULL_PRICE && bidE8 <= 0
                || askE8 != Instrument.NULL_PRICE && askE8 <= 0
                || bidE8 != Instrument.NULL_PRICE && askE8 != Instrument.NULL_PRICE && bidE8 >= askE8) {
            audit.refused(BestBidOfferDecoder.TEMPLATE_ID, RefusalReason.BAD_PRICE, quote.instrumentId());
            return;
        }

        instrument.quote(bidE8, quote.bidQuantityE8(), askE8, quote.askQuantityE8(), state.nowNs());
        if (askE8 != Instrument.NULL_PRICE && instrument.buyTriggers().isReachedBy(askE8)) {
            fire(instrument.buyTriggers(), askE8);
        }
        if (bidE8 != Instrument.NULL_PRICE && instrument.sellTriggers().isReachedBy(bidE8)) {
            fire(instrument.sellTriggers(), bidE8);
        }
    }

    private void fire(final TriggerBook triggers, final long priceE8) {
        while (triggers.isReachedBy(priceE8)) {
            final Order order = state.orders().get(triggers.pop());
            if (order != null && order.status() == OrderStatus.PARKED) {
                jobs.onTriggered(order);
            }
        }
    }

    void onMarkPrice(final MarkPriceDecoder mark) {
        final Instrument instrument = state.instruments().get(mark.instrumentId());
        if (instrument == null) {
            audit.refused(MarkPriceDecoder.TEMPLATE_ID, RefusalReason.UNKNOWN_INSTRUMENT, mark.instrumentId());
        } else if (mark.priceE8() <= 0) {
            audit.refused(MarkPriceDecoder.TEMPLATE_ID, RefusalReason.BAD_PRICE, mark.instrumentId());
        } else {
            instrument.mark(mark.priceE8(), state.nowNs());
        }
    }

    void onCandle(final CandleDecoder candle) {
        final Instrument instrument = state.instruments().get(candle.instrumentId());
        final CandleFeed feed = instrument == null ? null : instrument.feed(candle.timeframe());
        if (feed == null) {
            audit.refused(CandleDecoder.TEMPLATE_ID, RefusalReason.UNKNOWN_INSTRUMENT, candle.instrumentId());
            return;
        }
        if (!isSane(candle, feed.timeframe())) {
            audit.refused(CandleDecoder.TEMPLATE_ID, RefusalReason.BAD_PRICE, candle.openTimeMs());
            return;
        }
        if (candle.openTimeMs() <= feed.lastOpenMs()) {
            return; // Streams and history overlap: each candle counts once.
        }
        final boolean isFirst = feed.lastOpenMs() == 0;
        if (candle.source() == CandleSource.LIVE && (feed.isHistoryPending() || isFirst)) {
            return; // The history that was asked for, or will be, holds it too.
        }
        if (!isFirst && !feed.isNext(candle.openTimeMs()) && candle.source() == CandleSource.LIVE) {
            audit.detail().add("last known candle opened at ").add(feed.lastOpenMs());
            audit.instrument(EventCode.BAR_MISSED, EventLevel.WARN, instrument.id(), candle.openTimeMs());
            askHistory(instrument, feed);
            return;
        }

        feed.accept(candle.openTimeMs(), candle.closeE8());
        for (int id = 1; id <= state.bots().count(); id++) {
            final Bot bot = state.bots().get(id);
            if (bot.instrumentId() == instrument.id() && bot.timeframe() == feed.timeframe()) {
                jobs.onCandle(
                        bot, candle.openTimeMs(), candle.openE8(), candle.highE8(), candle.lowE8(), candle.closeE8());
            }
        }
        if (candle.source() == CandleSource.LIVE) {
            decide(instrument, feed);
        }
    }

    private static boolean isSane(final CandleDecoder candle, final Timeframe timeframe) {
        return candle.lowE8() > 0
                && candle.highE8() >= Math.max(candle.openE8(), candle.closeE8())
                && candle.lowE8() <= Math.min(candle.openE8(), candle.closeE8())
                && candle.openTimeMs() > 0
                && candle.openTimeMs() % CandleFeed.lengthMs(timeframe) == 0;
    }

    void onCandleHistoryEnd(final CandleHistoryEndDecoder end) {
        final Instrument instrument = state.instruments().get(end.instrumentId());
        final CandleFeed feed = instrument == null ? null : instrument.feed(end.timeframe());
        if (feed == null || !feed.isHistoryPending()) {
            audit.refused(CandleHistoryEndDecoder.TEMPLATE_ID, RefusalReason.WRONG_STATE, end.instrumentId());
            return;
        }
        if (end.succeeded() == Bool.YES) {
            feed.noteHistoryEnded();
            if (feed.lastOpenMs() != 0) {
                decide(instrument, feed);
            }
        } // Else it stays pending, and the fast tick asks again.
    }

    /** The newest candle is decided, older ones of an outage are not. */
    private void decide(final Instrument instrument, final CandleFeed feed) {
        for (int id = 1; id <= state.bots().count(); id++) {
            final Bot bot = state.bots().get(id);
            if (bot.instrumentId() == instrument.id() && bot.timeframe() == feed.timeframe()) {
                jobs.onBarClosed(bot, feed.lastOpenMs(), feed.lastCloseE8());
            }
        }
    }

    void onInstrumentDefinition(final InstrumentDefinitionDecoder definition) {
        final Instrument instrument = state.instruments().get(definition.instrumentId());
        if (instrument == null || !instrument.symbol().equals(definition.symbol())) {
            audit.refused(
                    InstrumentDefinitionDecoder.TEMPLATE_ID,
                    RefusalReason.UNKNOWN_INSTRUMENT,
                    definition.instrumentId());
            return;
        }
        if (definition.tickSizeE8() <= 0
                || definition.quantityStepE8() <= 0
                || definition.quantityMinE8() < 0
                || definition.quantityMaxE8() < definition.quantityMinE8()
                || definition.priceMaxE8() < definition.priceMinE8()) {
            audit.detail().add("a step is missing or a range is empty");
            audit.instrument(EventCode.INSTRUMENT_REFUSED, EventLevel.ERROR, instrument.id(), 0);
            return;
        }
        final boolean isTrading = definition.isTrading() == Bool.YES;
        final boolean isNews = !instrument.hasFilters()
                || instrument.isTrading() != isTrading
                || instrument.tickSizeE8() != definition.tickSizeE8()
                || instrument.quantityStepE8() != definition.quantityStepE8();
        instrument.filters(
                isTrading,
                definition.priceMinE8(),
                definition.priceMaxE8(),
                definition.tickSizeE8(),
                definition.quantityMinE8(),
                definition.quantityMaxE8(),
                definition.quantityStepE8(),
                definition.minNotionalE8());
        if (isNews) {
            audit.detail().add(instrument.symbol()).add(isTrading ? " trading" : " not trading");
            audit.instrument(EventCode.INSTRUMENT_CHANGED, EventLevel.INFO, instrument.id(), definition.tickSizeE8());
        }
    }

    void askHistory(final Instrument instrument, final CandleFeed feed) {
        feed.noteHistoryAsked(state.nowNs());
        if (state.isGatewayUp()) {
            intents.queryCandles(instrument, feed);
        }
    }
}
