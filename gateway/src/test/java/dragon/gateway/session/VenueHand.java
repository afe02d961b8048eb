package dragon.gateway.session;

import dragon.engine.protocol.Timeframe;
import dragon.gateway.venue.Freeze;
import dragon.gateway.venue.NewOrder;
import dragon.gateway.venue.VenueConnection;
import java.util.ArrayList;
import java.util.List;

/** A venue that remembers what it was asked and answers nothing by itself. */
final class VenueHand implements VenueConnection {
    private final List<String> calls = new ArrayList<>();

    List<String> take() {
        final List<String> taken = List.copyOf(calls);
        calls.clear();
        return taken;
    }

    @Override
    public void openAccount(final int accountId, final String label) {
        calls.add("openAccount " + accountId + " " + label);
    }

    @Override
    public void subscribe(final int instrumentId, final String symbol, final Timeframe timeframe) {
        calls.add("subscribe " + instrumentId + " " + symbol + " " + timeframe);
    }

    @Override
    public void place(final NewOrder order) {
        calls.add("place " + order.clientOrderId());
    }

    @Override
    public void cancel(final int accountId, final int instrumentId, final long clientOrderId, final long venueOrderId) {
        calls.add("cancel " + clientOrderId + " " + venueOrderId);
    }

    @Override
    public void freeze(final Freeze freeze) {
        calls.add("freeze " + freeze.reach() + " " + freeze.targetId() + (freeze.isOfPlacesOnly() ? " places" : ""));
    }

    @Override
    public void queryOrder(final int accountId, final int instrumentId, final long clientOrderId) {
        calls.add("queryOrder " + clientOrderId);
    }

    @Override
    public void queryOrderOfVenue(final int accountId, final int instrumentId, final long venueOrderId) {
        calls.add("queryOrderOfVenue " + venueOrderId);
    }

    @Override
    public void queryOpenOrders(final int accountId) {
        calls.add("queryOpenOrders " + accountId);
    }

    @Override
    public void queryPositions(final int accountId) {
        calls.add("queryPositions " + accountId);
    }

    @Override
    public void queryAccount(final int accountId) {
        calls.add("queryAccount " + accountId);
    }

    @Override
    public void queryCandles(
            final int instrumentId, final Timeframe timeframe, final long afterOpenTimeMs, final int candleCountMax) {
        calls.add("queryCandles " + instrumentId + " " + timeframe + " " + candleCountMax);
    }

    @Override
    public void queryTrades(final int accountId, final int instrumentId, final long afterTimeMs) {
        calls.add("queryTrades " + accountId + " " + instrumentId + " " + afterTimeMs);
    }

    @Override
    public void queryFunding(final int accountId, final long afterTimeMs) {
        calls.add("queryFunding " + accountId + " " + afterTimeMs);
    }

    @Override
    public void queryLeverage(final int accountId, final int instrumentId) {
        calls.add("queryLeverage " + accountId + " " + instrumentId);
    }

    @Override
    public void setLeverage(final int accountId, final int instrumentId, final int leverage) {
        calls.add("setLeverage " + accountId + " " + instrumentId + " " + leverage);
    }

    @Override
    public void close() {}
}
