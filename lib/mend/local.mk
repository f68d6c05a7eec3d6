libt2s_la_SOURCES += \
	lib/mend/idioms.c \
	lib/mend/mend.c lib/mend/mend.h \
	lib/mend/patient.c lib/mend/patient.h \
	lib/mend/quotes.c \
	lib/mend/splice.c lib/mend/splice.h \
	lib/mend/syntax.c \
	lib/mend/trial.c lib/mend/trial.h \
	lib/mend/vacuous.c lib/mend/vacuous.h
