package dragon.monitor.screen;

/** A key that means something here; {@link #CHARACTER} is any other that writes. */
public enum Key {
    UP,
    DOWN,
    PAGE_UP,
    PAGE_DOWN,
    FIRST,
    LAST,
    ENTER,
    ESCAPE,
    BACKSPACE,
    CHARACTER
}
