/* SPDX-License-Identifier: MIT */
/*
 * Characters and quotes that are not PostgreSQL's: of other dialects, of Markdown, JSON and HTML, of word processors. Each kind is one fix for the
 * whole text; strings and comments keep what is in them.
 */
#include "mend/foreign.h"

#include <string.h>

#include "mend/making.h"
#include "mend/pieces.h"
#include "mend/spelling.h"

struct lexis {
    const t2s__patient *patient;
    const t2s__spelling *spelling;
    t2s__making backticks;
    t2s__making brackets;
    t2s__making escapes;
    t2s__making quotes;
    t2s__making typography;
    t2s__making comments;
};

/* A name of another dialect, without its quotes, is written anew. */
static void write_name(struct lexis *lexis, t2s__making *making, t2s__piece piece)
{
    const char *sql = lexis->patient->sql;
    size_t start = piece.start, end = piece.start + piece.length - 1;

    if (piece.length < 3)
        return;
    if (!t2s__spelling_quotes(lexis->spelling, sql + start + 1, piece.length - 2)) {
        t2s__make_edit(making, start, 1, "", 0);
        t2s__make_edit(making, end, 1, "", 0);
        return;
    }
    t2s__make_edit(making, start, 1, "\"", 1);
    for (size_t i = start + 1; i < end; i++)
        if (sql[i] == '"')
            t2s__make_edit(making, i, 0, "\"", 1);
    t2s__make_edit(making, end, 1, "\"", 1);
}

static int is_name_part(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || (unsigned char)c >= 0x80;
}

/* [Name] where no value stands that it could be a subscript of. Gives the end, or 0. */
static size_t bracketed(const char *sql, size_t length, size_t at)
{
    char before = at > 0 ? sql[at - 1] : ' ';
    size_t end = at + 1;

    if (is_name_part(before) || strchr(")]\"'", before) != NULL)
        return 0;
    while (end < length && sql[end] != ']' && strchr("[\n'\";:", sql[end]) == NULL)
        end++;
    if (end >= length || sql[end] != ']' || end == at + 1 || !is_name_part(sql[at + 1]) || (sql[at + 1] >= '0' && sql[at + 1] <= '9'))
        return 0;
    return end + 1;
}

/* What Markdown escapes, and JSON: outside of strings a backslash means nothing in SQL. Gives how many bytes were looked at. */
static size_t unescape(struct lexis *lexis, size_t at)
{
    const char *sql = lexis->patient->sql;
    char next = sql[at + 1];

    if (next == 'n' || next == 'r' || next == 't')
        t2s__make_edit(&lexis->escapes, at, 2, next == 't' ? "\t" : "\n", 1);
    else if (next == '\n' || (next != '\0' && strchr("_*%<>[]()~#&|`\"'.,;-+=!/{}\\", next) != NULL))
        t2s__make_edit(&lexis->escapes, at, 1, "", 0);
    else
        return 1;
    return next == '`' || next == '"' || next == '\'' || next == '[' ? 1 : 2;
}

/* Quotes inside a string that do not end it, if who wrote it is right: \' and the one of "it's" become ''. */
static void double_quotes(struct lexis *lexis, t2s__piece piece)
{
    const char *sql = lexis->patient->sql;
    size_t end = piece.start + piece.length - 1;

    for (size_t i = piece.start + 1; i < end; i++) {
        if (sql[i] == '\'' && sql[i + 1] == '\'')
            i++;
        else if (sql[i] == '\'' && sql[i - 1] == '\\')
            t2s__make_edit(&lexis->quotes, i - 1, 1, "'", 1);
        else if (sql[i] == '\'')
            t2s__make_edit(&lexis->quotes, i, 0, "'", 1);
    }
}

/* A text between curly quotes becomes one between straight ones. */
static void straighten(struct lexis *lexis, t2s__piece piece, const char *quote)
{
    const char *sql = lexis->patient->sql;

    t2s__make_edit(&lexis->typography, piece.start, 3, quote, 1);
    for (size_t i = piece.start + 3; i < piece.start + piece.length - 3; i++)
        if (sql[i] == quote[0])
            t2s__make_edit(&lexis->typography, i, 0, quote, 1);
    t2s__make_edit(&lexis->typography, piece.start + piece.length - 3, 3, quote, 1);
}

/* One character outside of quotes that a word processor or a keyboard put there, and what SQL has in its place. */
static void replace_character(struct lexis *lexis, t2s__piece piece)
{
    static const struct {
        const char *from;
        const char *to;
    } characters[] = {
        {"\xC2\xA0", " "},      {"\xE2\x80\xAF", " "},  {"\xE2\x80\x89", " "},  {"\xE3\x80\x80", " "},  {"\xE2\x80\x82", " "},
        {"\xE2\x80\x83", " "},  {"\xE2\x80\x8B", ""},   {"\xEF\xBB\xBF", ""},   {"\xE2\x80\x8C", ""},   {"\xE2\x80\x8D", ""},
        {"\xE2\x81\xA0", ""},   {"\xE2\x80\x98", "'"},  {"\xE2\x80\x99", "'"},  {"\xE2\x80\x9C", "\""}, {"\xE2\x80\x9D", "\""},
        {"\xC2\xB4", "'"},      {"\xE2\x88\x92", "-"},  {"\xE2\x80\x93", "-"},  {"\xE2\x80\x94", "-"},  {"\xE2\x89\xA4", "<="},
        {"\xE2\x89\xA5", ">="}, {"\xE2\x89\xA0", "<>"}, {"\xC3\x97", "*"},      {"\xC3\xB7", "/"},      {"\xEF\xBC\x8C", ","},
        {"\xEF\xBC\x88", "("},  {"\xEF\xBC\x89", ")"},  {"\xEF\xBC\x9D", "="},  {"\xEF\xBC\x9B", ";"},  {"\xEF\xBC\x9E", ">"},
        {"\xEF\xBC\x9C", "<"},  {"\xEF\xBC\x8E", "."},  {"\xEF\xBC\x8A", "*"},  {"\xEF\xBC\x87", "'"},  {"\xEF\xBC\x82", "\""},
        {"\xEF\xBC\x8B", "+"},  {"\xEF\xBC\x8D", "-"},  {"\xEF\xBC\x8F", "/"},
    };

    for (size_t i = 0; i < sizeof(characters) / sizeof(*characters); i++)
        if (strlen(characters[i].from) == piece.length &&
            memcmp(lexis->patient->sql + piece.start, characters[i].from, piece.length) == 0)
            t2s__make_replace(&lexis->typography, piece.start, piece.length, characters[i].to);
}

static void look_at_code(struct lexis *lexis, t2s__pieces *pieces, t2s__piece piece)
{
    const char *sql = pieces->sql;

    if (piece.length > 1)
        replace_character(lexis, piece);
    else if (sql[piece.start] == '\\')
        pieces->at = piece.start + unescape(lexis, piece.start);
    else if (sql[piece.start] == '[') {
        size_t end = bracketed(sql, pieces->length, piece.start);

        if (end == 0)
            return;
        write_name(lexis, &lexis->brackets, (t2s__piece){T2S__PIECE_CODE, piece.start, end - piece.start});
        pieces->at = end;
    }
}

/* In a text that is escaped throughout, as the backslashes outside of quotes show, names in quotes are so, too. */
static void unescape_name(struct lexis *lexis, t2s__piece piece)
{
    const char *sql = lexis->patient->sql;

    for (size_t i = piece.start + 1; lexis->escapes.fix != NULL && i + 1 < piece.start + piece.length; i++)
        if (sql[i] == '\\' && strchr("_*%<>[]()~#&|", sql[i + 1]) != NULL)
            t2s__make_edit(&lexis->escapes, i, 1, "", 0);
}

static void look_at(struct lexis *lexis, t2s__pieces *pieces, t2s__piece piece)
{
    switch (piece.kind) {
    case T2S__PIECE_TICKS:
        write_name(lexis, &lexis->backticks, piece);
        break;
    case T2S__PIECE_STRING:
        double_quotes(lexis, piece);
        break;
    case T2S__PIECE_NAME:
        unescape_name(lexis, piece);
        break;
    case T2S__PIECE_CURLY:
        straighten(lexis, piece, "'");
        break;
    case T2S__PIECE_CURLY_NAME:
        straighten(lexis, piece, "\"");
        break;
    case T2S__PIECE_HASH_COMMENT:
        t2s__make_edit(&lexis->comments, piece.start, 1, "--", 2);
        break;
    case T2S__PIECE_CODE:
        look_at_code(lexis, pieces, piece);
        break;
    default:
        break;
    }
}

void t2s__gather_lexis(const t2s__patient *patient, t2s__fixes *fixes)
{
    t2s__pieces pieces = t2s__pieces_of(patient->sql, patient->length);
    t2s__spelling spelling;
    t2s__piece piece;
    struct lexis lexis = {
        .patient = patient,
        .spelling = &spelling,
        .backticks = {fixes, T2S__FIX_SAME, "backticks", "Names are written in double quotes, not in backticks.", NULL},
        .brackets = {fixes, T2S__FIX_SAME, "brackets", "Names are written in double quotes, not in brackets.", NULL},
        .escapes = {fixes, T2S__FIX_SAME, "escapes", "Backslashes that escape SQL for another format were removed.", NULL},
        .quotes = {fixes, T2S__FIX_SAME, "string_quotes", "A quote inside of a string is doubled.", NULL},
        .typography = {fixes, T2S__FIX_SAME, "typography", "Typographic characters became those of SQL.", NULL},
        .comments = {fixes, T2S__FIX_SAME, "comments", "A comment begins with --, not with #.", NULL},
    };

    t2s__spelling_init(&spelling, patient);
    while ((piece = t2s__pieces_next(&pieces)).kind != T2S__PIECE_END)
        look_at(&lexis, &pieces, piece);
}

/* Entities of HTML: where one stands outside of strings, all of the text is written so. */
struct entity {
    const char *name;
    const char *text;
};

static const struct entity *entity_at(const t2s__patient *patient, size_t at)
{
    static const struct entity entities[] = {{"&lt;", "<"},   {"&gt;", ">"},   {"&amp;", "&"},  {"&quot;", "\""}, {"&apos;", "'"},
                                             {"&#39;", "'"},  {"&#x27;", "'"}, {"&#34;", "\""}, {"&nbsp;", " "},  {"&#x60;", "`"},
                                             {"&#60;", "<"}, {"&#62;", ">"}};

    for (size_t i = 0; i < sizeof(entities) / sizeof(*entities); i++)
        if (strncmp(patient->sql + at, entities[i].name, strlen(entities[i].name)) == 0)
            return &entities[i];
    return NULL;
}

void t2s__gather_entities(const t2s__patient *patient, t2s__fixes *fixes)
{
    t2s__making making = {fixes, T2S__FIX_SAME, "entities", "Entities of HTML became the characters that they stand for.", NULL};
    t2s__pieces pieces = t2s__pieces_of(patient->sql, patient->length);
    t2s__piece piece;
    int is_html = 0;

    while (!is_html && (piece = t2s__pieces_next(&pieces)).kind != T2S__PIECE_END)
        is_html = piece.kind == T2S__PIECE_CODE && patient->sql[piece.start] == '&' && entity_at(patient, piece.start) != NULL;
    for (size_t at = 0; is_html && at < patient->length; at++) {
        const struct entity *entity = patient->sql[at] == '&' ? entity_at(patient, at) : NULL;

        if (entity != NULL)
            t2s__make_replace(&making, at, strlen(entity->name), entity->text);
    }
}

void t2s__make_replace(t2s__making *making, size_t start, size_t length, const char *text)
{
    t2s__make_edit(making, start, length, text, strlen(text));
}
