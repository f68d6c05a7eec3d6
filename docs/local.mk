EXTRA_DIST += \
	docs/architecture.md \
	docs/cli.md \
	docs/embedding.md \
	docs/knowledge.md \
	docs/mending.md \
	docs/models.md \
	docs/presto.md \
	docs/prompts.md \
	docs/providers.md \
	docs/running.md \
	docs/safety.md \
	docs/schema.md \
	docs/testing.md \
	docs/writing-a-provider.md \
	docs/writing-a-validator.md

# Needs doxygen.
.PHONY: docs
docs:
	$(MKDIR_P) docs/api
	doxygen docs/Doxyfile
