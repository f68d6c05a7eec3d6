/* SPDX-License-Identifier: MIT */
#ifndef T2S_MEND_PATIENT_H
#define T2S_MEND_PATIENT_H

#include "mend/mend.h"
#include "sql/diagnostic.h"

/* What it points to lives as long as the statement. T2S_E_NOMEM. */
int t2s__patient_init(t2s__patient *patient, t2s_dialect *dialect, t2s_catalog *catalog, t2s_statement *statement,
                      const t2s_diagnostic *finding);

/* What a finding is about. */
t2s__ailment t2s__ailment_of(const t2s_diagnostic *finding);

/* Ask all gatherers, and give the finding its fixes, in the order of their ranks. T2S_E_NOMEM. */
int t2s__patient_gather(const t2s__patient *patient, t2s_diagnostic *finding);

#endif
