/**
 * The terminal monitor: watches, never acts.
 *
 * <p>Drawing is pure: {@link dragon.monitor.screen.Screen} turns a state and a picture of the lane into cells of a
 * {@link dragon.monitor.screen.Canvas}. Only {@link dragon.monitor.screen.Monitor} knows the terminal library and only
 * {@link dragon.monitor.screen.Feed} the files.
 */
package dragon.monitor.screen;
