package dragon.engine.core;

import dragon.engine.core.bot.Bot;
import dragon.engine.core.bot.Jobs;
import dragon.engine.core.market.CandleFeed;
import dragon.engine.core.market.Instrument;
import dragon.engine.core.market.TriggerBook;
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
import dragon.engine.strategy.StrategySettings;

/** Market inputs: quotes, mark prices, candles, filters. */
final class MarketInputs {
    /** Candles asked for at least, so that a bot without indicators knows a close too. */
    private static final int CANDLES_MIN = 100;

    /** Candles asked for beyond what the strategies want: some may close while the answer is on its way. */
    private static final int CANDLES_MARGIN = 10;

    private final CoreState state;
    private final Jobs jobs;
    private final Intents intents;
    private final Audit audit;
    private final long[] fired;

    MarketInputs(
            final CoreState state, final Jobs jobs, final Intents intents, final Audit audit, final int levelsMax) {
        this.state = state;
        this.jobs = jobs;
        this.intents = intents;
        this.audit = audit;
        fired = new long[levelsMax];
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
        if (bidE8 != Instrument.NULL_PRICE) {
            if (instrument.bidFalls().isReachedBy(bidE8)) {
                fire(instrument.bidFalls(), bidE8);
            }
            if (instrument.bidRises().isReachedBy(bidE8)) {
                fire(instrument.bidRises(), bidE8);
            }
        }
        if (askE8 != Instrument.NULL_PRICE) {
            if (instrument.askRises().isReachedBy(askE8)) {
                fire(instrument.askRises(), askE8);
            }
            if (instrument.askFalls().isReachedBy(askE8)) {
                fire(instrument.askFalls(), askE8);
            }
        }
    }

    /** Each level fires once a quote: what is set again meanwhile waits for the next one, however near it is. */
    private void fire(final TriggerBook book, final long priceE8) {
        final int count = book.popReached(priceE8, fired);
        for (int i = 0; i < count; i++) {
            jobs.noteFired(fired[i]);
        }
        for (int i = 0; i < count; i++) {
            jobs.onFired(fired[i], priceE8);
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
        if (candle.source() == CandleSource.HISTORY) {
            onHistory(instrument, feed, candle);
        } else if (candle.openTimeMs() > feed.lastOpenMs()) { // Streams and history overlap: each candle counts once.
            onLive(instrument, feed, candle);
        }
    }

    private void onLive(final Instrument instrument, final CandleFeed feed, final CandleDecoder candle) {
        final long openMs = candle.openTimeMs();
        if (feed.isGapped()) {
            feed.noteLiveLeftOut(openMs); // The history that was asked for, or will be, holds it too.
            return;
        }
        if (!feed.isNext(openMs)) {
            audit.detail().add("last known candle opened at ").add(feed.lastOpenMs());
            audit.instrument(EventCode.BAR_MISSED, EventLevel.WARN, instrument.id(), openMs);
            feed.noteGap();
            feed.noteLiveLeftOut(openMs);
            askHistory(instrument, feed);
            return;
        }
        final long beforeMs = feed.lastOpenMs();
        feed.accept(openMs, candle.closeE8());
        for (int id = 1; id <= state.bots().count(); id++) {
            final Bot bot = state.bots().get(id);
            if (isFedBy(bot, instrument, feed) && bot.fedOpenMs() == beforeMs) {
                feedTo(bot, candle);
            }
        }
        decide(instrument, feed);
    }

    /** Older candles too, for bots that have not seen them: of an outage, or from before the bot was there. */
    private void onHistory(final Instrument instrument, final CandleFeed feed, final CandleDecoder candle) {
        final boolean isNewest = candle.openTimeMs() > feed.lastOpenMs();
        if (isNewest) {
            feed.accept(candle.openTimeMs(), candle.closeE8());
        }
        for (int id = 1; id <= state.bots().count(); id++) {
            final Bot bot = state.bots().get(id);
            if (isFedBy(bot, instrument, feed) && bot.isHistoryAsked()) {
                feedTo(bot, candle);
            }
        }
        if (isNewest && !feed.isGapped()) {
            decide(instrument, feed); // The history for a bot that came later was faster than the stream.
        }
    }

    private void feedTo(final Bot bot, final CandleDecoder candle) {
        jobs.onCandle(bot, candle.openTimeMs(), candle.openE8(), candle.highE8(), candle.lowE8(), candle.closeE8());
    }

    private static boolean isFedBy(final Bot bot, final Instrument instrument, final CandleFeed feed) {
        return bot.instrumentId() == instrument.id() && bot.timeframe() == feed.timeframe();
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
        if (end.succeeded() != Bool.YES) {
            return; // It stays pending, and the fast tick asks again.
        }
        feed.noteHistoryEnded();
        if (feed.lastOpenMs() != 0 && !feed.isBehindLive()) {
            decide(instrument, feed);
        }
        boolean isSomeBehind = feed.isGapped();
        boolean isSomeNotAsked = false;
        for (int id = 1; id <= state.bots().count(); id++) {
            final Bot bot = state.bots().get(id);
            if (isFedBy(bot, instrument, feed)) {
                isSomeBehind |= bot.fedOpenMs() < feed.lastOpenMs();
                isSomeNotAsked |= !bot.isHistoryAsked();
                jobs.onHistoryEnd(bot, feed.lastOpenMs());
            }
        }
        if (isSomeNotAsked || isSomeBehind && end.candleCount() > 0) {
            askHistory(instrument, feed);
        } else if (isSomeBehind) {
            feed.noteHistoryAsked(state.nowNs()); // It brought nothing: the fast tick asks again, later.
        }
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

    /** Asks for what the bots of a feed have not seen, unless an answer is still to come that will tell what is missing then. */
    void askHistoryFor(final Instrument instrument, final CandleFeed feed) {
        if (!feed.isHistoryPending()) {
            askHistory(instrument, feed);
        }
    }

    /** Asks for what the bots of a feed have not seen. */
    void askHistory(final Instrument instrument, final CandleFeed feed) {
        feed.noteHistoryAsked(state.nowNs());
        if (!state.isGatewayUp()) {
            return;
        }
        long afterMs = Long.MAX_VALUE;
        long count = CANDLES_MIN;
        for (int id = 1; id <= state.bots().count(); id++) {
            final Bot bot = state.bots().get(id);
            if (isFedBy(bot, instrument, feed)) {
                bot.noteHistoryAsked();
                afterMs = Math.min(afterMs, bot.fedOpenMs());
                // Behind a known candle all of them are wanted, and the venue's time may run faster than ours.
                count = Math.max(
                        count,
                        bot.fedOpenMs() == 0 ? bot.strategy().historyCandles() : StrategySettings.WINDOW_CANDLES_MAX);
            }
        }
        intents.queryCandles(
                instrument, feed.timeframe(), afterMs == Long.MAX_VALUE ? feed.lastOpenMs() : afterMs, (int)
                        Math.min(count + CANDLES_MARGIN, StrategySettings.WINDOW_CANDLES_MAX));
    }
}
