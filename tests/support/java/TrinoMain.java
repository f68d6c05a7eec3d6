/* SPDX-License-Identifier: MIT */
/* Trino's server without the program that starts it, which is not published as an artifact. */
public final class TrinoMain {
    public static void main(String[] words) {
        new io.trino.server.Server().start(words[0]);
    }
}
