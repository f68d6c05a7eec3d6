# One program a library file. A folder of the library has its own list here, so that adding one touches one file.
include tests/unit/util.mk
include tests/unit/knowledge.mk
include tests/unit/loop.mk
include tests/unit/resolution.mk
include tests/unit/sql.mk
include tests/unit/metadata.mk
include tests/unit/provider.mk
include tests/unit/executor.mk
include tests/unit/presto_client.mk
include tests/unit/engine.mk
include tests/unit/prompt.mk
include tests/unit/composite.mk
include tests/unit/infer.mk
include tests/unit/values.mk
include tests/unit/retrieval.mk
include tests/unit/policy.mk
