package dragon.monitor.screen;

/** A canvas with a border, written from the top line by line. */
final class Frame {
    /** From this width on there is room for all columns. */
    static final int WIDE = 120;

    private final Canvas canvas;
    private int y;

    Frame(final Canvas canvas) {
        this.canvas = canvas;
    }

    /** Columns between the borders, a blank beside each. */
    int width() {
        return canvas.width() - 4;
    }

    boolean isWide() {
        return canvas.width() >= WIDE;
    }

    /** Lines that are left above the lowest border and the footer. */
    int linesLeft() {
        return canvas.height() - 2 - y;
    }

    void border(final String title) {
        final String left = title.isEmpty() ? "+" : "+-[ " + title + " ]";
        canvas.put(0, y++, left + "-".repeat(Math.max(0, canvas.width() - left.length() - 1)) + "+", Ink.DIM);
        if (!title.isEmpty()) {
            canvas.put(4, y - 1, title, Ink.BOLD);
        }
    }

    /** Writes one line inside the border. */
    void line(final String text, final Ink ink) {
        canvas.put(0, y, "|", Ink.DIM);
        canvas.put(2, y, Figures.left(text, width()), ink);
        canvas.put(canvas.width() - 1, y++, "|", Ink.DIM);
    }

    /** Overwrites part of the line that was written last. */
    void mark(final int x, final String text, final Ink ink) {
        if (x < width()) {
            canvas.put(2 + x, y - 1, text.substring(0, Math.min(text.length(), width() - x)), ink);
        }
    }

    /** Overwrites the first place of a text in the line that was written last. */
    void mark(final String line, final String text, final Ink ink) {
        final int at = line.indexOf(text);
        if (at >= 0) {
            mark(at, text, ink);
        }
    }

    void fill(final int lines) {
        for (int i = 0; i < lines; i++) {
            line("", Ink.PLAIN);
        }
    }

    /** Fills to the bottom: border, then the keys. */
    void end(final String keys) {
        fill(linesLeft());
        border("");
        canvas.put(0, y, Figures.left(keys, canvas.width()), Ink.PLAIN);
    }
}
