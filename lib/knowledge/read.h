/* SPDX-License-Identifier: MIT */
/* From the JSON of a knowledge file to what it says. */
#ifndef T2S_KNOWLEDGE_READ_H
#define T2S_KNOWLEDGE_READ_H

#include "knowledge/document.h"
#include "knowledge/knowledge.h"

/* Fills in the lists of `knowledge`, from its arena. Whatever is wrong is in the report. 0; T2S_E_NOMEM. */
int t2s__knowledge_read(t2s_knowledge *knowledge, const t2s__node *root, t2s_knowledge_report *report);

#endif
