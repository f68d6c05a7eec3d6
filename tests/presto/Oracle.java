// SPDX-License-Identifier: MIT
// What the engines' own parsers say of a text. Run from its source, with one engine's published artifacts on the class path:
//
//   java -cp 'DIRECTORY/*' Oracle.java NAME
//
// Says "ready NAME", reads requests, a line each with the text behind it, and answers each with a line:
//
//   parse BYTES             "ok CLASS", CLASS being the statement's kind in that engine, or "error LINE COLUMN MESSAGE"; columns count from 1
//   judge BYTES             the same, but without the place and the message of what the grammar does not allow ("error 0 0"), which take long
//   generate SEED TOKENS RULE  "text BYTES", then a text of about so many tokens derived from a rule of the engine's grammar
//   rules                   "rules RULE..."
//   time COUNT ROUNDS       so many texts, each behind a line with its length, parsed in turn, ROUNDS times: "time NANOSECONDS", of the quickest round
//
// (the text of `parse` and `judge` follows behind the line's end). Answers are flushed when nothing more is there to be read.

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.logging.LogManager;
import org.antlr.v4.runtime.BailErrorStrategy;
import org.antlr.v4.runtime.CharStream;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.Lexer;
import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.TokenStream;
import org.antlr.v4.runtime.Vocabulary;
import org.antlr.v4.runtime.atn.ATN;
import org.antlr.v4.runtime.atn.ATNState;
import org.antlr.v4.runtime.atn.LoopEndState;
import org.antlr.v4.runtime.atn.NotSetTransition;
import org.antlr.v4.runtime.atn.RuleStopState;
import org.antlr.v4.runtime.atn.RuleTransition;
import org.antlr.v4.runtime.atn.Transition;
import org.antlr.v4.runtime.atn.WildcardTransition;
import org.antlr.v4.runtime.misc.Interval;

public final class Oracle {
    // An engine: its parser as the server calls it, and the grammar that it was made of.
    private final Object parser;
    private final MethodHandle parse;
    private final Lexer lexer;
    private final Parser grammar;
    private final MethodHandle derive;
    private final BufferedInputStream in = new BufferedInputStream(System.in, 1 << 16);
    private final OutputStream out = new BufferedOutputStream(System.out, 1 << 16);

    private Oracle() throws ReflectiveOperationException {
        MethodHandles.Lookup lookup = MethodHandles.publicLookup();
        Class<?> lexers;
        Class<?> grammars;
        if (isHere("io.trino.sql.parser.SqlParser")) {
            Class<?> type = Class.forName("io.trino.sql.parser.SqlParser");
            parser = type.getConstructor().newInstance();
            parse = lookup.unreflect(type.getMethod("createStatement", String.class)).bindTo(parser);
            lexers = Class.forName("io.trino.grammar.sql.SqlBaseLexer");
            grammars = Class.forName("io.trino.grammar.sql.SqlBaseParser");
        } else {
            String at = "com.facebook.presto.sql.parser.";
            Class<?> type = Class.forName(at + "SqlParser");
            Class<?> options = Class.forName(at + "ParsingOptions");
            Class<?> treatment = Class.forName(at + "ParsingOptions$DecimalLiteralTreatment");
            Object decimals = treatment.getField("AS_DECIMAL").get(null);
            parser = type.getConstructor().newInstance();
            parse = MethodHandles.insertArguments(lookup.unreflect(type.getMethod("createStatement", String.class, options)).bindTo(parser), 1,
                    options.getConstructor(treatment).newInstance(decimals));
            lexers = Class.forName(at + "SqlBaseLexer");
            grammars = Class.forName(at + "SqlBaseParser");
        }
        lexer = (Lexer) lexers.getConstructor(CharStream.class).newInstance(CharStreams.fromString(""));
        grammar = (Parser) grammars.getConstructor(TokenStream.class).newInstance(new CommonTokenStream(lexer));
        derive = lookup.unreflect(grammars.getMethod("singleStatement")).bindTo(grammar);
        lexer.removeErrorListeners();
        grammar.removeErrorListeners();
        grammar.setErrorHandler(new BailErrorStrategy());
        grammar.setBuildParseTree(false);
    }

    private static boolean isHere(String name) {
        try {
            Class.forName(name);
            return true;
        } catch (ClassNotFoundException missing) {
            return false;
        }
    }

    public static void main(String[] args) throws Exception {
        LogManager.getLogManager().reset();
        Oracle oracle = new Oracle();
        oracle.say("ready " + (args.length > 0 ? args[0] : "?"));
        oracle.out.flush();
        // A text that is deep is answered, if the engine would answer it: its own threads have less stack than this.
        Thread thread = new Thread(null, oracle::answerAll, "oracle", 64L << 20);
        thread.start();
        thread.join();
    }

    private void answerAll() {
        try {
            for (String line = readLine(); line != null; line = readLine()) {
                answer(line.split(" "));
                if (in.available() == 0)
                    out.flush();
            }
            out.flush();
        } catch (IOException gone) {
            System.exit(1);
        }
    }

    private void answer(String[] words) throws IOException {
        switch (words[0]) {
        case "parse":
            say(judge(readText(Integer.parseInt(words[1]))));
            break;
        case "judge":
            String text = readText(Integer.parseInt(words[1]));
            say(isDerived(text) ? judge(text) : "error 0 0 it is not of the grammar");
            break;
        case "generate":
            byte[] made = new Generator(grammar, Long.parseLong(words[1]), Integer.parseInt(words[2])).derive(words[3])
                    .getBytes(StandardCharsets.UTF_8);
            say("text " + made.length);
            out.write(made);
            break;
        case "rules":
            say("rules " + String.join(" ", grammar.getRuleNames()));
            break;
        case "time":
            say("time " + time(readTexts(Integer.parseInt(words[1])), Integer.parseInt(words[2])));
            break;
        default:
            say("unknown");
        }
    }

    // Whether the grammar alone allows it.
    private boolean isDerived(String text) {
        lexer.setInputStream(new UpperCase(CharStreams.fromString(text)));
        grammar.setTokenStream(new CommonTokenStream(lexer));
        try {
            derive.invoke();
            return true;
        } catch (Throwable failure) {
            return false;
        }
    }

    // The engines' lexers know their words in capitals.
    private static final class UpperCase implements CharStream {
        private final CharStream stream;

        UpperCase(CharStream stream) {
            this.stream = stream;
        }

        @Override
        public int LA(int i) {
            int c = stream.LA(i);
            return c > 0 ? Character.toUpperCase(c) : c;
        }

        @Override
        public String getText(Interval interval) {
            return stream.getText(interval);
        }

        @Override
        public void consume() {
            stream.consume();
        }

        @Override
        public int mark() {
            return stream.mark();
        }

        @Override
        public void release(int marker) {
            stream.release(marker);
        }

        @Override
        public int index() {
            return stream.index();
        }

        @Override
        public void seek(int index) {
            stream.seek(index);
        }

        @Override
        public int size() {
            return stream.size();
        }

        @Override
        public String getSourceName() {
            return stream.getSourceName();
        }
    }

    private String judge(String text) {
        try {
            return "ok " + parse.invoke(text).getClass().getSimpleName();
        } catch (Throwable failure) {
            return describe(failure);
        }
    }

    // Both engines' exceptions have the same methods and no common type. Something else that is thrown is a bug of
    // theirs, without a place; what is missing on the class path is one of ours.
    private static String describe(Throwable failure) {
        if (failure instanceof LinkageError)
            return "broken " + oneLine(failure.toString());
        try {
            Class<?> type = failure.getClass();
            String message = (String) type.getMethod("getErrorMessage").invoke(failure);
            return "error " + type.getMethod("getLineNumber").invoke(failure) + " " + type.getMethod("getColumnNumber").invoke(failure) + " "
                    + oneLine(message);
        } catch (ReflectiveOperationException other) {
            return "error 0 0 " + oneLine(failure.toString());
        }
    }

    private static String oneLine(String text) {
        String line = text.replaceAll("\\s+", " ");
        return line.length() > 160 ? line.substring(0, 160) : line;
    }

    private long time(List<String> texts, int rounds) {
        long best = Long.MAX_VALUE;
        for (int round = 0; round < rounds; round++) {
            long start = System.nanoTime();
            for (String text : texts)
                judge(text);
            best = Math.min(best, System.nanoTime() - start);
        }
        return best;
    }

    private void say(String line) throws IOException {
        out.write(line.getBytes(StandardCharsets.UTF_8));
        out.write('\n');
    }

    private String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        int c;
        while ((c = in.read()) != -1 && c != '\n')
            line.append((char) c);
        return c == -1 && line.length() == 0 ? null : line.toString();
    }

    private String readText(int bytes) throws IOException {
        return new String(in.readNBytes(bytes), StandardCharsets.UTF_8);
    }

    private List<String> readTexts(int count) throws IOException {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++)
            texts.add(readText(Integer.parseInt(readLine())));
        return texts;
    }

    // A random walk through the grammar's own automaton, from a rule's start to its end. With its tokens spent it goes a shortest way.
    private static final class Generator {
        private static final int DEPTH = 60;
        private final Parser grammar;
        private final ATN automaton;
        private final Vocabulary vocabulary;
        private final Random random;
        private final int[] cost; // the fewest tokens from a state to its rule's end
        private final StringBuilder text = new StringBuilder();
        private int left;

        Generator(Parser grammar, long seed, int tokens) {
            this.grammar = grammar;
            this.automaton = grammar.getATN();
            this.vocabulary = grammar.getVocabulary();
            this.random = new Random(seed * 0x9E3779B97F4A7C15L);
            this.left = tokens;
            this.cost = costs(automaton);
        }

        String derive(String rule) {
            walk(automaton.ruleToStartState[grammar.getRuleIndex(rule)], 0);
            return text.toString();
        }

        private static int[] known;

        private static int[] costs(ATN automaton) {
            if (known != null)
                return known;
            int[] cost = new int[automaton.states.size()];
            Arrays.fill(cost, 1 << 20);
            for (boolean changed = true; changed;) {
                changed = false;
                for (ATNState state : automaton.states) {
                    int least = state instanceof RuleStopState ? 0 : 1 << 20;
                    if (!(state instanceof RuleStopState))
                        for (Transition way : state.getTransitions())
                            least = Math.min(least, costOf(way, cost));
                    if (least < cost[state.stateNumber]) {
                        cost[state.stateNumber] = least;
                        changed = true;
                    }
                }
            }
            known = cost;
            return cost;
        }

        private static int costOf(Transition way, int[] cost) {
            if (way instanceof RuleTransition)
                return Math.min(1 << 20, cost[way.target.stateNumber] + cost[((RuleTransition) way).followState.stateNumber]);
            return Math.min(1 << 20, cost[way.target.stateNumber] + (way.isEpsilon() ? 0 : 1));
        }

        private void walk(ATNState state, int depth) {
            while (!(state instanceof RuleStopState)) {
                Transition way = choose(state, depth);
                if (way instanceof RuleTransition) {
                    walk(way.target, depth + 1);
                    state = ((RuleTransition) way).followState;
                } else {
                    if (!way.isEpsilon())
                        emit(way);
                    state = way.target;
                }
            }
        }

        private Transition choose(ATNState state, int depth) {
            int count = state.getNumberOfTransitions();
            if (count == 1)
                return state.transition(0);
            int most = 1 << 20;
            if (left <= 0 || depth > DEPTH) {
                for (Transition way : state.getTransitions())
                    most = Math.min(most, costOf(way, cost));
                if (depth <= DEPTH)
                    most += random.nextInt(2);
            }
            double[] weight = new double[count];
            double sum = 0;
            for (int i = 0; i < count; i++)
                sum += weight[i] = costOf(state.transition(i), cost) <= most ? weightOf(state.transition(i)) : 0;
            double at = random.nextDouble() * sum;
            for (int i = 0; i < count - 1; i++) {
                at -= weight[i];
                if (at < 0 && weight[i] > 0)
                    return state.transition(i);
            }
            while (weight[count - 1] == 0)
                count--;
            return state.transition(count - 1);
        }

        // What is always an error, and words for names, are for now and then; chains of NOT and signs, and loops, are short.
        private double weightOf(Transition way) {
            if (way.target instanceof LoopEndState)
                return 1.6;
            ATNState next = way.target;
            for (int steps = 0; steps < 4 && next.getNumberOfTransitions() == 1; steps++) {
                Transition first = next.transition(0);
                if (first instanceof RuleTransition)
                    return grammar.getRuleNames()[first.target.ruleIndex].equals("nonReserved") ? 0.3 : 1;
                if (!first.isEpsilon()) {
                    String name = first.label() != null ? nameOf(first.label().getMinElement()) : "";
                    if (name.equals("BACKQUOTED_IDENTIFIER") || name.equals("DIGIT_IDENTIFIER"))
                        return 0.01;
                    if (name.equals("NOT") || name.equals("PLUS") || name.equals("MINUS"))
                        return 0.2;
                    return name.equals("IDENTIFIER") ? 2.5 : 1;
                }
                next = first.target;
            }
            return 1;
        }

        private String nameOf(int token) {
            String name = vocabulary.getSymbolicName(token);
            return name != null ? name : "";
        }

        private void emit(Transition way) {
            int token;
            if (way instanceof NotSetTransition || way instanceof WildcardTransition)
                token = 1 + random.nextInt(automaton.maxTokenType);
            else
                token = way.label().get(random.nextInt(way.label().size()));
            if (token <= 0)
                return;
            if (text.length() != 0)
                text.append(gap());
            text.append(spell(token));
            left--;
        }

        private String gap() {
            switch (random.nextInt(60)) {
            case 0:
                return "\n";
            case 1:
                return " /* a\n b */ ";
            case 2:
                return " -- a\n  ";
            default:
                return " ";
            }
        }

        private String spell(int token) {
            String literal = vocabulary.getLiteralName(token);
            if (literal != null) {
                String word = literal.substring(1, literal.length() - 1);
                return random.nextInt(6) == 0 ? word.toLowerCase() : word;
            }
            switch (nameOf(token)) {
            case "IDENTIFIER":
                return pick("a", "b", "c", "t", "tab", "_x", "a1", "A_b");
            case "QUOTED_IDENTIFIER":
                return pick("\"a\"", "\"A b\"", "\"a\"\"b\"", "\"select\"");
            case "BACKQUOTED_IDENTIFIER":
                return "`a`";
            case "DIGIT_IDENTIFIER":
                return pick("1a", "2_b");
            case "STRING":
                return pick("'a'", "'a'", "''", "'it''s'", "'a\nb'", "'\u00e9'", "'1'", "'/'", "'2020-01-01'", "'!'");
            case "UNICODE_STRING":
                return pick("U&'a'", "U&'\\0041'", "u&'\\+01F600 b'", "U&''");
            case "BINARY_LITERAL":
                return pick("X''", "X'ab'", "x'AB CD'", "X'0a 1'");
            case "INTEGER_VALUE":
                return pick("1", "0", "12", "2020", "00");
            case "DECIMAL_VALUE":
                return pick("1.5", "1.", ".5", "0.00");
            case "DOUBLE_VALUE":
                return pick("1e10", "1.5E-3", ".1e+5", "1.E2");
            case "NEQ":
                return pick("<>", "!=");
            case "TIME_WITH_TIME_ZONE":
                return "TIME WITH TIME ZONE";
            case "TIMESTAMP_WITH_TIME_ZONE":
                return "TIMESTAMP WITH TIME ZONE";
            case "DOUBLE_PRECISION":
                return "DOUBLE PRECISION";
            case "SIMPLE_COMMENT":
            case "BRACKETED_COMMENT":
            case "WS":
                return " ";
            case "UNRECOGNIZED":
                return pick("#", "~", "\u20ac");
            case "DELIMITER":
                return ";";
            default:
                return nameOf(token);
            }
        }

        private String pick(String... from) {
            return from[random.nextInt(from.length)];
        }
    }
}
