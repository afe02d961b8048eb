package dragon.bench.gateway;

/** Frames as the venue writes them, their numbers moving from one to the next. */
final class VenueFrames {
    /** Different frames of a kind. */
    static final int COUNT = 256;

    private static final long START_MS = 1_790_137_719_048L;

    private VenueFrames() {}

    static String[] quotes() {
        final String[] frames = new String[COUNT];
        for (int i = 0; i < COUNT; i++) {
            frames[i] = "{\"topic\":\"bbo@PERP_BTC_USDT\",\"ts\":" + (START_MS + i + 1) + ",\"data\":{\"ts\":"
                    + (START_MS + i) + ",\"bp\":\"" + (86_821 + i % 7) + ".5\",\"bq\":\"0.35" + (100 + i)
                    + "\",\"ap\":\"" + (87_243 + i % 5) + "\",\"aq\":\"0.32790\",\"s\":\"PERP_BTC_USDT\"}}";
        }
        return frames;
    }

    static String[] marks() {
        final String[] frames = new String[COUNT];
        for (int i = 0; i < COUNT; i++) {
            frames[i] = "{\"topic\":\"markprice@PERP_BTC_USDT\",\"ts\":" + (START_MS + i + 12) + ",\"data\":{\"ts\":"
                    + (START_MS + i) + ",\"px\":\"" + (87_081 + i % 9) + "." + (i % 10)
                    + "\",\"s\":\"PERP_BTC_USDT\"}}";
        }
        return frames;
    }

    /** Ten changed levels a side. */
    static String[] books() {
        final String[] frames = new String[COUNT];
        for (int i = 0; i < COUNT; i++) {
            frames[i] = "{\"topic\":\"orderbookupdate@PERP_BTC_USDT@50\",\"ts\":" + (START_MS + i + 1)
                    + ",\"data\":{\"ts\":" + (START_MS + i) + ",\"bids\":[" + levels(86_821 - i % 50, -1)
                    + "],\"asks\":[" + levels(87_243 + i % 50, 1) + "],\"prevTs\":" + (START_MS + i - 50)
                    + ",\"s\":\"PERP_BTC_USDT\"}}";
        }
        return frames;
    }

    private static String levels(final int price, final int step) {
        final StringBuilder levels = new StringBuilder();
        for (int level = 0; level < 10; level++) {
            levels.append(level == 0 ? "[\"" : ",[\"")
                    .append(price + step * level)
                    .append("\",\"")
                    .append(level == 3 ? "0" : "0.33" + (100 + level))
                    .append("\"]");
        }
        return levels.toString();
    }

    static String[] reports() {
        final String[] frames = new String[COUNT];
        for (int i = 0; i < COUNT; i++) {
            frames[i] = "{\"topic\":\"executionreport\",\"ts\":" + (START_MS + i + 1)
                    + ",\"data\":{\"mt\":0,\"s\":\"PERP_BTC_USDT\",\"cid\":" + (1_954_766_344_355_779_056L + i)
                    + ",\"oid\":" + (60_667_653_330L + i) + ",\"t\":\"LIMIT\",\"sd\":\"BUY\",\"ps\":\"LONG\","
                    + "\"sx\":\"0.02\",\"px\":\"60000\",\"tid\":" + (17 + i) + ",\"esx\":\"0.01\",\"epx\":\"60000.1\","
                    + "\"f\":\"0.30000050\",\"fa\":\"USDT\",\"tesx\":\"0.01\",\"aepx\":\"60000.1\","
                    + "\"ss\":\"PARTIAL_FILLED\",\"rs\":\"\",\"tg\":\"default\",\"tf\":\"0.3000005\",\"tfc\":\"USDT\","
                    + "\"tr\":\"0\",\"trc\":\"USDT\",\"vsx\":\"0.02\",\"ts\":" + (START_MS + i)
                    + ",\"ro\":false,\"mk\":true,\"lv\":10,\"m\":\"CROSS\"}}";
        }
        return frames;
    }
}
