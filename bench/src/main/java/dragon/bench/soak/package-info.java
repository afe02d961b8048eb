/** {@code dragon bench soak}: a lane of real processes against an exchange that misbehaves in every way it knows. */
package dragon.bench.soak;
