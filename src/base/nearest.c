/* SPDX-License-Identifier: Apache-2.0 */
#include <gait/str.h>

#include <string.h>

enum { LONGEST = 64, FAR = 3 };

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Damerau-Levenshtein distance with adjacent swaps; both words are at most LONGEST bytes. */
static size_t distance(gait_str a, gait_str b)
{
    size_t rows[3][LONGEST + 1];
    for (size_t j = 0; j <= b.len; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= a.len; i++) {
        size_t *now = rows[i % 3];
        const size_t *above = rows[(i + 2) % 3];
        const size_t *two_above = rows[(i + 1) % 3];
        now[0] = i;
        for (size_t j = 1; j <= b.len; j++) {
            size_t cost = a.ptr[i - 1] != b.ptr[j - 1];
            now[j] = least(above[j - 1] + cost, least(above[j], now[j - 1]) + 1);
            if (i > 1 && j > 1 && a.ptr[i - 1] == b.ptr[j - 2] && a.ptr[i - 2] == b.ptr[j - 1])
                now[j] = least(now[j], two_above[j - 2] + 1);
        }
    }
    return rows[a.len % 3][b.len];
}

const char *gait_str_nearest(gait_str word, const char *const *candidates)
{
    const char *best = NULL;
    size_t best_distance = FAR;
    size_t allowed = word.len >= 8 ? 2 : 1;
    if (word.len == 0 || word.len > LONGEST)
        return NULL;
    for (size_t i = 0; candidates[i] != NULL; i++) {
        gait_str candidate = gait_str_of(candidates[i]);
        if (candidate.len > LONGEST)
            continue;
        size_t d = distance(word, candidate);
        if (d <= allowed && d < best_distance) {
            best = candidates[i];
            best_distance = d;
        }
    }
    return best;
}
