package dragon.monitor.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a demo did, counted in its journal, and by the venue's own audit where it says so.
 *
 * @param replay {@code match}, {@code diverged} or {@code damaged}
 * @param duplicates orders that the venue received twice
 * @param complaints what the processes said that did not end as they should
 */
record DemoResult(
        String lane,
        String home,
        long recordsJournaled,
        long priceUpdates,
        long candles,
        long ordersSent,
        long fills,
        long venueOrders,
        long venueFills,
        String replay,
        long replayRecordsPerSecond,
        long duplicates,
        String stateHash,
        List<String> complaints) {

    boolean isGood() {
        return replay.equals("match") && duplicates == 0 && complaints.isEmpty();
    }

    /** As JSON; the home is named only where it outlives the demo. */
    Map<String, Object> json(final boolean isHomeKept) {
        final Map<String, Object> json = new LinkedHashMap<>();
        json.put("schema", "dragon/demo/1");
        json.put("lane", lane);
        json.put("home", isHomeKept ? home : null);
        json.put("recordsJournaled", recordsJournaled);
        json.put("priceUpdates", priceUpdates);
        json.put("candles", candles);
        json.put("ordersSent", ordersSent);
        json.put("fills", fills);
        json.put("venueOrders", venueOrders);
        json.put("venueFills", venueFills);
        json.put("replay", replay);
        json.put("replayRecordsPerSecond", replayRecordsPerSecond);
        json.put("duplicates", duplicates);
        json.put("stateHash", stateHash);
        json.put("complaints", complaints);
        return json;
    }

    List<String> lines() {
        return List.of(
                String.format(
                        "journal   %,d records: %,d price updates, %,d candles, %,d orders sent, %,d fills",
                        recordsJournaled, priceUpdates, candles, ordersSent, fills),
                String.format("venue     %,d orders, %,d fills, %d duplicates", venueOrders, venueFills, duplicates),
                String.format("replay    %s, %,d records/s, state hash %s", replay, replayRecordsPerSecond, stateHash),
                complaints.isEmpty() ? "processes ended well" : "processes " + String.join("\n          ", complaints));
    }
}
