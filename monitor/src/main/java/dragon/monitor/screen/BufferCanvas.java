package dragon.monitor.screen;

import dev.tamboui.buffer.Buffer;
import dev.tamboui.style.Color;
import dev.tamboui.style.Style;

/** A canvas on a buffer of the terminal library, with colour or without. */
public final class BufferCanvas implements Canvas {
    private final Buffer buffer;
    private final boolean isColoured;

    /** Draws into the buffer; without colour, reverse video still marks alarms and the selection. */
    public BufferCanvas(final Buffer buffer, final boolean isColoured) {
        this.buffer = buffer;
        this.isColoured = isColoured;
    }

    @Override
    public int width() {
        return buffer.width();
    }

    @Override
    public int height() {
        return buffer.height();
    }

    @Override
    public void put(final int x, final int y, final String text, final Ink ink) {
        if (y < 0 || y >= height() || x >= width()) {
            return;
        }
        buffer.setString(x, y, text.substring(0, Math.min(text.length(), width() - x)), style(ink));
    }

    private Style style(final Ink ink) {
        return switch (ink) {
            case PLAIN -> Style.EMPTY;
            case DIM -> Style.EMPTY.dim();
            case BOLD -> Style.EMPTY.bold();
            case GOOD -> coloured(Color.GREEN);
            case WARN -> coloured(Color.YELLOW);
            case BAD -> coloured(Color.RED);
            case ALARM -> coloured(Color.RED).reversed();
            case SELECTED -> coloured(Color.CYAN);
            case SIM -> coloured(Color.CYAN).bold();
            case DRY -> isColoured ? Style.EMPTY.bg(Color.BLUE) : Style.EMPTY;
        };
    }

    private Style coloured(final Color color) {
        return isColoured ? Style.EMPTY.fg(color) : Style.EMPTY;
    }
}
