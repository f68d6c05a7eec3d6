# Beside a real Trino and a real PrestoDB.
EXTRA_DIST += tests/support/presto.sh tests/support/presto_ready.py tests/support/java/MemoryColumnHandle.java \
	tests/support/java/TrinoMain.java tests/support/presto.artifacts tests/support/presto-memory.artifacts \
	tests/support/trino.artifacts
TPCH = 01 02 03 04 05 06 07 08 09 10 11 12 13 14 15 16 17 18 19 20 21 22
EXTRA_DIST += $(TPCH:%=tests/integration/tpch/%.sql) $(TPCH:%=tests/integration/tpch/%.rows)
