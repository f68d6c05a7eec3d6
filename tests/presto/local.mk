# Trino's and PrestoDB's own parsers, as published, say what is right.
EXTRA_DIST += tests/presto/Oracle.java tests/presto/presto-parser-0.296.artifacts tests/presto/trino-parser-435.artifacts \
	tests/presto/trino-parser-484.artifacts tests/support/java.sh tests/support/maven.sh
