package dragon.monitor.screen;

/** A grid of cells that is written by text; what does not fit is cut. */
public interface Canvas {
    int width();

    int height();

    /** Writes text from a cell to the right. */
    void put(int x, int y, String text, Ink ink);
}
