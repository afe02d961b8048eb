package dragon.gateway.simulator.market;

/** What may be ordered of one perpetual: its steps, its limits, and the price a generated market starts at. */
public record Instrument(
        String symbol,
        String baseAsset,
        long priceStepE8,
        long priceMaxE8,
        long quantityStepE8,
        long quantityMaxE8,
        long bidCapRatioE8,
        long askFloorRatioE8,
        int fundingIntervalHours,
        long startPriceE8,
        long usualQuantityE8) {

    private static final String PREFIX = "PERP_";
    private static final String SUFFIX = "_USDT";

    /** The instrument of that symbol; one that is not in the table gets middling steps. Null for another kind. */
    public static Instrument of(final String symbol) {
        if (!symbol.matches("PERP_[A-Z0-9]{1,12}_USDT")) {
            return null;
        }
        final String base = symbol.substring(PREFIX.length(), symbol.length() - SUFFIX.length());
        return switch (base) {
            case "BTC" -> row(base, "0.1", "0.00001", "300", "1.01", 8, "62000", "2");
            case "ETH" -> row(base, "0.01", "0.0001", "4000", "1.01", 8, "2700", "40");
            case "SOL" -> row(base, "0.001", "0.01", "100000", "1.02", 8, "150", "600");
            case "LTC" -> row(base, "0.01", "0.01", "75854", "1.03", 8, "88", "900");
            case "XRP" -> row(base, "0.0001", "1", "5000000", "1.03", 4, "0.6", "80000");
            case "DOGE" -> row(base, "0.00001", "1", "20000000", "1.03", 8, "0.12", "500000");
            case "TRX" -> row(base, "0.00001", "1", "20000000", "1.03", 4, "0.13", "500000");
            default -> row(base, "0.0001", "0.1", "1000000", "1.05", 4, "10", "5000");
        };
    }

    /** The same with a finer price step, where recorded prices need one. */
    public Instrument withPriceStep(final long stepE8) {
        return withSteps(stepE8, quantityStepE8);
    }

    /** The same with other steps. */
    public Instrument withSteps(final long newPriceStepE8, final long newQuantityStepE8) {
        return new Instrument(
                symbol,
                baseAsset,
                newPriceStepE8,
                priceMaxE8,
                newQuantityStepE8,
                quantityMaxE8,
                bidCapRatioE8,
                askFloorRatioE8,
                fundingIntervalHours,
                startPriceE8,
                usualQuantityE8);
    }

    private static Instrument row(
            final String base,
            final String priceStep,
            final String quantityStep,
            final String quantityMax,
            final String bidCap,
            final int fundingHours,
            final String startPrice,
            final String usualQuantity) {
        final long capE8 = DecimalE8.parse(bidCap);
        final long startE8 = DecimalE8.parse(startPrice);
        return new Instrument(
                PREFIX + base + SUFFIX,
                base,
                DecimalE8.parse(priceStep),
                Math.max(startE8 * 100, 1_000 * DecimalE8.ONE),
                DecimalE8.parse(quantityStep),
                DecimalE8.parse(quantityMax),
                capE8,
                2 * DecimalE8.ONE - capE8,
                fundingHours,
                startE8,
                DecimalE8.parse(usualQuantity));
    }
}
