/*
 * json.h — JSON values in an arena: a strict parser, a builder, and two emitters.
 *
 * Strict: UTF-8 without BOM, no duplicate member names (compared after unescaping), no lone surrogates, no NaN or
 * Infinity, no comments, no trailing data; depth, size and number of values are bounded. A number keeps its exact
 * text. Errors carry line and column and never quote the input.
 *
 * Shape:   objects keep source order; lookup is by exact name, logarithmic for large objects.
 * Units:   line and column count from 1; a column is one byte.
 * Owner:   everything lives in the arena. Strings may point into the parsed text: keep it as long as the value.
 * Errors:  json_depth json_duplicate_key json_encoding json_number json_size json_syntax.
 * Source:  RFC 8259, RFC 7493 (the parser); RFC 8785 (gait_json_canonical).
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_JSON_H
#define GAIT_JSON_H

#include <gait/buf.h>

GAIT_BEGIN

typedef enum gait_json_kind {
    GAIT_JSON_NULL,
    GAIT_JSON_BOOL,
    GAIT_JSON_NUMBER,
    GAIT_JSON_STRING,
    GAIT_JSON_ARRAY,
    GAIT_JSON_OBJECT,
    GAIT_JSON_OPAQUE /* never parsed, never emitted: a reference a host put there (see script/value.h) */
} gait_json_kind;

typedef struct gait_json gait_json;
typedef struct gait_json_member gait_json_member;

struct gait_json {
    gait_json_kind kind;
    bool boolean;          /* BOOL */
    bool closed;           /* OBJECT, by its builder: other names than its members' are mistakes */
    bool plain;            /* STRING, in YAML: it stood without quotes */
    uint32_t line, column; /* where it began in the source; 0 when built */
    gait_str text;         /* STRING: unescaped bytes; NUMBER: exact source text */
    size_t count;          /* ARRAY, OBJECT: elements; OPAQUE: the reference */
    size_t capacity;       /* of the array below; owned by json_build.c */
    gait_json *items;      /* ARRAY */
    gait_json_member *members; /* OBJECT */
    uint32_t *order;           /* OBJECT: index by name when large; owned by json_order.c */
};

struct gait_json_member {
    gait_str name;
    gait_json value;
    uint32_t line, column; /* where the name began; 0 when built */
};

typedef struct gait_json_limits {
    size_t max_bytes;
    size_t max_depth;
    size_t max_values;
} gait_json_limits;

/* max_bytes as given, depth and values as limits.h says. */
GAIT_API gait_json_limits gait_json_limits_for(size_t max_bytes);

/* Parses exactly one document. On failure the message starts with "line L, column C: ". */
GAIT_API GAIT_NODISCARD bool gait_json_parse(gait_arena *arena, gait_str text,
                                             const gait_json_limits *limits, gait_json **out,
                                             gait_error *err);

/* Borrowed member or NULL. */
GAIT_API const gait_json *gait_json_get(const gait_json *object, gait_str name);
/* The text of a member that is a string; empty when there is none. */
GAIT_API gait_str gait_json_text(const gait_json *object, const char *name);

/*
 * Building. Values are copied into their parent by value: fill a container first, then set or push it. Strings are
 * borrowed, not copied.
 */
GAIT_API gait_json *gait_json_new_object(gait_arena *arena);
GAIT_API gait_json *gait_json_new_array(gait_arena *arena);
GAIT_API gait_json gait_json_null(void);
GAIT_API gait_json gait_json_bool(bool value);
GAIT_API gait_json gait_json_string(gait_str text);
GAIT_API gait_json gait_json_integer(gait_arena *arena,
                                     int64_t value); /* within ±2^53, else GAIT_BUG_IF */
GAIT_API gait_json gait_json_double(gait_arena *arena,
                                    double value); /* finite; shortest round-trip text */
/* Replaces an existing member of that name, else appends; returns the stored value (valid until the next set). */
GAIT_API gait_json *gait_json_set(gait_arena *arena, gait_json *object, gait_str name,
                                  gait_json value);
GAIT_API gait_json *gait_json_push(gait_arena *arena, gait_json *array, gait_json value);

/* Numbers. */
typedef enum gait_number_class {
    GAIT_NUMBER_INTEGER,
    GAIT_NUMBER_FRACTION,
    GAIT_NUMBER_UNSAFE
} gait_number_class;
/*
 * Classifies number text by value: INTEGER is integral within ±(2^53-1) in any spelling ("1", "1.0", "10e-1");
 * FRACTION is a normal double that is not integral; UNSAFE is everything a digest must not swallow: integral beyond
 * that range, overflow to infinity, underflow of a non-zero value to zero or to a subnormal, which has lost digits.
 * *integer is 0 unless INTEGER; *value is always the nearest double.
 */
GAIT_API gait_number_class gait_number_classify(gait_str text, int64_t *integer, double *value);
/* The double nearest to the text (ties to even), ±infinity on overflow. The text is a valid JSON number. */
GAIT_API double gait_number_to_double(gait_str text);
/* ECMAScript Number::toString of a finite double, at most 32 bytes with NUL; returns the length. */
GAIT_API size_t gait_number_format(double value, char out[32]);

typedef enum gait_numbers {
    GAIT_NUMBERS_EXACT, /* UNSAFE numbers are refused: for everything gait digests anew */
    GAIT_NUMBERS_DOUBLE /* RFC 8785 as it stands: for checking digests that somebody else computed */
} gait_numbers;

/*
 * Emits canonical bytes (RFC 8785). Member names sort by UTF-16 code units.
 * Errors: json_number and json_encoding (a built text that is not UTF-8), which name the member path, never the value;
 * text_too_long.
 */
GAIT_API GAIT_NODISCARD bool gait_json_canonical(gait_arena *arena, const gait_json *value,
                                                 gait_numbers numbers, size_t max_bytes,
                                                 gait_str *out, gait_error *err);

typedef enum gait_json_style {
    GAIT_JSON_COMPACT, /* one line, members sorted bytewise by name */
    GAIT_JSON_INDENT   /* two spaces, members in their own order; no trailing newline */
} gait_json_style;

/*
 * Emits for files and stdout: <, >, &, U+2028 and U+2029 are escaped as \uxxxx. Number text is kept; a byte that is not
 * UTF-8 becomes U+FFFD.
 */
GAIT_API void gait_json_emit(gait_buf *buf, const gait_json *value, gait_json_style style);

GAIT_END
#endif
