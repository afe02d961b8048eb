/** Replay: the whole history once more through the same core, compared with what was recorded. */
package dragon.tools.replay;
