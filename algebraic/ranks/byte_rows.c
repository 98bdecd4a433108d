/* Rows of residues modulo a prime below 256, eliminated with products of bytes (AVX512-VNNI), for one thread.

   The echelon form U has its pivots in the first columns: row k has a one in column k. Its rows are residues in
   [0, p), kept in tiles of 64 columns, in each of which a row and the three after it stand side by side, four bytes for
   each column: what one instruction multiplies with four bytes of a row. Tile t begins at place[t]; it has rows k < 64
   (t + 1) only, since the others are zero there. In a tile of which all columns are pivots U is the identity, so that
   what a row has there, after the tiles before it, are the multiples of the rows of U that it must lose. */

#if !(defined(__AVX512VNNI__) && defined(__AVX512BW__) && defined(__AVX512VL__))
#error "this processor multiplies no bytes"
#endif
#include <immintrin.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define TILE 64
#define GROUP (4 * TILE) /* bytes of four rows of a tile */
#define ROWS 6           /* whose sums stand in registers, with TILE columns each */
#define CHUNK 512       /* rows of U between two looks at the same rows */
#define LONGEST 65536    /* 65,536 products of a number below 256 and one below 128 in size are less than 2^31 */
#define SPARE 16         /* columns in which pivots are looked for, beside as many as there are rows */
#define INLINE static inline __attribute__((always_inline))

typedef struct {
    int8_t *rows; /* balanced residues */
    int64_t stride;
    uint8_t *echelon;
    const int64_t *place;
    int tiles, columns, prime;
} form;

INLINE __m512i reduced(__m512i value, __m512i prime, __m512 inverse) {
    for (int again = 0; again < 2; again++) { /* the first quotient may be wrong by one or two */
        __m512i quotient = _mm512_cvtps_epi32(_mm512_mul_ps(_mm512_cvtepi32_ps(value), inverse));
        value = _mm512_sub_epi32(value, _mm512_mullo_epi32(quotient, prime));
    }
    return value;
}

/* sums[row][64] (+)= left[row][0..4 * groups) * right, for P rows. */
INLINE void block_sums(const int P, const int8_t *left, int64_t stride, const uint8_t *right, int64_t groups,
                       int32_t *sums, int first) {
    __m512i total[ROWS][4];
#pragma GCC unroll 6
    for (int i = 0; i < P; i++)
#pragma GCC unroll 4
        for (int v = 0; v < 4; v++)
            total[i][v] = first ? _mm512_setzero_si512() : _mm512_loadu_si512(sums + i * TILE + 16 * v);
    for (int64_t g = 0; g < groups; g++) {
        __m512i b[4];
#pragma GCC unroll 4
        for (int v = 0; v < 4; v++) b[v] = _mm512_loadu_si512(right + g * GROUP + 64 * v);
#pragma GCC unroll 6
        for (int i = 0; i < P; i++) {
            int32_t four;
            memcpy(&four, left + i * stride + 4 * g, 4);
            __m512i a = _mm512_set1_epi32(four);
#pragma GCC unroll 4
            for (int v = 0; v < 4; v++) /* gcc 12 moves what the intrinsic returns to the stack and back */
                __asm__("vpdpbusd %2, %1, %0" : "+v"(total[i][v]) : "v"(b[v]), "v"(a));
        }
    }
#pragma GCC unroll 6
    for (int i = 0; i < P; i++)
#pragma GCC unroll 4
        for (int v = 0; v < 4; v++) _mm512_storeu_si512(sums + i * TILE + 16 * v, total[i][v]);
}

static void sums_of(int count, const int8_t *left, int64_t stride, const uint8_t *right, int64_t groups, int32_t *sums) {
    if (!groups) memset(sums, 0, sizeof(int32_t) * TILE * count);
    for (int64_t g = 0; g < groups; g += CHUNK / 4) {
        int64_t some = groups - g < CHUNK / 4 ? groups - g : CHUNK / 4;
        int i = 0;
        for (; i + ROWS <= count; i += ROWS)
            block_sums(ROWS, left + i * stride + 4 * g, stride, right + g * GROUP, some, sums + i * TILE, !g);
        switch (count - i) {
#define REST(P) case P: block_sums(P, left + i * stride + 4 * g, stride, right + g * GROUP, some, sums + i * TILE, !g); break;
            REST(1) REST(2) REST(3) REST(4) REST(5)
        }
    }
}

/* target -= left * right modulo p, 64 columns of each row. */
static void subtract(int count, int8_t *target, int64_t target_stride, const int8_t *left, int64_t stride,
                     const uint8_t *right, int64_t groups, int32_t *sums, int prime) {
    const __m512i p = _mm512_set1_epi32(prime);
    const __m512 inverse = _mm512_set1_ps(1.0f / (float)prime);
    sums_of(count, left, stride, right, groups, sums);
    for (int i = 0; i < count; i++)
        for (int v = 0; v < 4; v++) {
            int8_t *where = target + i * target_stride + 16 * v;
            __m512i value = _mm512_cvtepi8_epi32(_mm_loadu_si128((const __m128i *)where));
            value = reduced(_mm512_sub_epi32(value, _mm512_loadu_si512(sums + i * TILE + 16 * v)), p, inverse);
            _mm_storeu_si128((__m128i *)where, _mm512_cvtepi32_epi8(value));
        }
}

/* Take multiples of the rows begin <= k < end of U from `count` rows, so that they are zero in those pivots. The multiple
   of row k is left in multiples[k - begin / 4 * 4] of each row; what stands before row `begin` must be zero. */
static void lose(const form *f, int8_t *rows, int count, int begin, int end, int8_t *multiples, int64_t stride,
                 int32_t *sums) {
    const int base = begin & ~3;
    for (int t = begin / TILE; t < f->tiles && begin < end; t++) {
        const int first = t * TILE, known = end < first ? end : first;
        int8_t *target = rows + first;
        const uint8_t *tile = f->echelon + f->place[t];
        if (known > begin)
            subtract(count, target, f->stride, multiples, stride, tile + (int64_t)(base / 4) * GROUP,
                     (known - base + 3) / 4, sums, f->prime);
        if (end <= first) continue;
        const int low = begin > first ? begin : first, high = end < first + TILE ? end : first + TILE, from = low & ~3;
        for (int i = 0; i < count; i++)
            memcpy(multiples + i * stride + (low - base), rows + i * f->stride + low, (size_t)(high - low));
        if (high < first + TILE) /* some columns of this tile are pivots, which become zero, others are not */
            subtract(count, target, f->stride, multiples + (from - base), stride, tile + (int64_t)(from / 4) * GROUP,
                     (high - from + 3) / 4, sums, f->prime);
    }
}

INLINE uint8_t *entry(const form *f, int row, int column) {
    return f->echelon + f->place[column / TILE] + (int64_t)(row / 4) * GROUP + (column % TILE) * 4 + row % 4;
}

INLINE float residue(float value, float prime, float inverse) {
    const float shift = 12582912.0f; /* 1.5 * 2^23: rounds */
    return value - prime * ((value * inverse + shift) - shift);
}

static int inverse_of(int value, int prime) {
    int result = 1;
    value = (value % prime + prime) % prime;
    for (int power = prime - 2; power > 0; power /= 2, value = value * value % prime)
        if (power & 1) result = result * value % prime;
    return prime == 2 ? 1 : result;
}

/* Gauss-Jordan on the first `width` columns of `count` rows: the transformation, count x TILE balanced residues, and the
   pivot of each row, or -1. Returns how many have one. */
static int jordan(const int8_t *rows, int64_t stride, int count, int width, int prime, int8_t *transform, int *pivots) {
    const int64_t all = (width + TILE + 15) / 16 * 16;
    const float p = (float)prime, inverse = 1.0f / p;
    float *work = calloc((size_t)(all * count), sizeof(float));
    int found = 0;
    for (int i = 0; i < count; i++) {
        for (int j = 0; j < width; j++) work[i * all + TILE + j] = rows[i * stride + j];
        work[i * all + i] = 1.0f;
    }
    for (int i = 0; i < count; i++) {
        float *own = work + i * all;
        int j = 0;
        while (j < width && own[TILE + j] == 0.0f) j++;
        pivots[i] = j < width ? j : -1;
        if (j == width) continue;
        found++;
        const float scale = (float)inverse_of((int)own[TILE + j], prime);
        for (int64_t k = 0; k < all; k++) own[k] = residue(own[k] * scale, p, inverse);
        for (int other = 0; other < count; other++) {
            float *row = work + other * all;
            const float factor = row[TILE + j];
            if (other == i || factor == 0.0f) continue;
            for (int64_t k = 0; k < all; k++) row[k] = residue(row[k] - factor * own[k], p, inverse);
        }
    }
    for (int i = 0; i < count; i++)
        for (int k = 0; k < TILE; k++) transform[i * TILE + k] = (int8_t)work[i * all + k];
    free(work);
    return found;
}

static void swap_columns(const form *f, int8_t *rows, int count, int *order, int rank, int one, int other) {
    for (int k = 0; k < rank; k++) {
        uint8_t *a = entry(f, k, one), *b = entry(f, k, other), keep = *a;
        *a = *b, *b = keep;
    }
    for (int i = 0; i < count; i++) {
        int8_t *row = rows + i * f->stride, keep = row[one];
        row[one] = row[other], row[other] = keep;
    }
    int keep = order[one];
    order[one] = order[other], order[other] = keep;
}

/* A row of a tile, 16 columns of it, in [0, p), one number for each column. */
INLINE __m512i canonical(const int8_t *row, __m128i prime) {
    const __m128i value = _mm_loadu_si128((const __m128i *)row), zero = _mm_setzero_si128();
    return _mm512_cvtepu8_epi32(_mm_add_epi8(value, _mm_and_si128(_mm_cmpgt_epi8(zero, value), prime)));
}

/* Rows of 64 balanced residues, as they stand in a tile; the last group of four is filled up with zeros. */
static void pack(uint8_t *to, const int8_t *rows, int64_t stride, int count, int prime) {
    static const int8_t none[TILE];
    const __m128i p = _mm_set1_epi8((char)prime);
    for (int k = 0; k < count; k += 4, to += GROUP)
        for (int v = 0; v < 4; v++) {
            __m512i four = canonical(rows + k * stride + 16 * v, p);
            for (int i = 1; i < 4; i++) {
                const int8_t *row = k + i < count ? rows + (k + i) * stride : none;
                four = _mm512_or_si512(four, _mm512_sll_epi32(canonical(row + 16 * v, p), _mm_cvtsi32_si128(8 * i)));
            }
            _mm512_storeu_si512(to + 64 * v, four);
        }
}

static void put(const form *f, int row, int first, const int8_t *values, int count) {
    for (int i = 0; i < count; i++)
        for (int j = 0; j < TILE; j++) {
            const int value = values[i * TILE + j];
            *entry(f, row + i, first + j) = (uint8_t)(value < 0 ? value + f->prime : value);
        }
}

/* Rows rank <= k < rank + found of U: minus the transformation times the rows. Then the rows before them whose pivots lie in
   the same tile lose them. */
static void append(const form *f, const int8_t *rows, int count, const int8_t *transform, int rank, int found) {
    uint8_t packed[TILE * TILE];
    int8_t result[TILE * TILE], before[TILE * TILE], multiples[TILE * TILE];
    int32_t sums[TILE * TILE];
    const int first = rank / TILE * TILE, earlier = rank - first, from = rank & ~3, p = f->prime;
    memset(multiples, 0, sizeof multiples);
    for (int t = first / TILE; t < f->tiles; t++) {
        uint8_t *const tile = f->echelon + f->place[t];
        pack(packed, rows + t * TILE, f->stride, count, p);
        memset(result, 0, sizeof result);
        subtract(found, result, TILE, transform, TILE, packed, (count + 3) / 4, sums, p);
        if (!earlier) {
            pack(tile + (int64_t)(rank / 4) * GROUP, result, TILE, found, p);
            continue;
        }
        put(f, rank, t * TILE, result, found);
        for (int i = 0; i < earlier; i++)
            for (int j = 0; j < TILE; j++) {
                const int value = *entry(f, first + i, t * TILE + j);
                before[i * TILE + j] = (int8_t)(2 * value > p ? value - p : value);
            }
        if (t * TILE == first)
            for (int i = 0; i < earlier; i++)
                memcpy(multiples + i * TILE + (rank - from), before + i * TILE + earlier, (size_t)found);
        subtract(earlier, before, TILE, multiples, TILE, tile + (int64_t)(from / 4) * GROUP,
                 (rank + found - from + 3) / 4, sums, p);
        put(f, first, t * TILE, before, earlier);
    }
}

/* Eliminate some rows that have lost the first `rank` rows of U. `order` says which column stands where, `which[i]` which
   row gave row rank + i of U. Returns the new rank. */
static int extend(const form *f, int count, int rank, int *order, int *which, int32_t *sums) {
    const int begin = rank;
    const int64_t stride = ((int64_t)count / 128 + 1) * 128 + TILE;
    int8_t transform[TILE * TILE], chosen[TILE * TILE], *multiples = calloc((size_t)(stride * TILE), 1);
    int pivots[TILE], place[TILE];
    for (int i = 0, some; i < count && rank < f->columns; i += some) {
        some = TILE - rank % TILE < count - i ? TILE - rank % TILE : count - i;
        int8_t *rows = f->rows + i * f->stride;
        lose(f, rows, some, begin, rank, multiples, stride, sums);
        const int rest = f->columns - rank, width = some + SPARE < rest ? some + SPARE : rest;
        int found = jordan(rows + rank, f->stride, some, width, f->prime, transform, pivots);
        if (found < some && width < rest)
            found = jordan(rows + rank, f->stride, some, rest, f->prime, transform, pivots);
        memset(place, -1, sizeof place);
        for (int k = 0; k < some; k++)
            if (pivots[k] >= 0 && pivots[k] < found) place[pivots[k]] = k;
        for (int k = 0, empty = 0; k < some; k++)
            if (pivots[k] >= found) {
                while (place[empty] >= 0) empty++;
                place[empty] = k;
                swap_columns(f, f->rows, count, order, rank, rank + empty, rank + pivots[k]);
            }
        for (int k = 0; k < found; k++) {
            for (int j = 0; j < TILE; j++) chosen[k * TILE + j] = (int8_t)-transform[place[k] * TILE + j];
            which[rank - begin + k] = i + place[k];
        }
        if (found) append(f, rows, some, chosen, rank, found);
        rank += found;
    }
    free(multiples);
    return rank;
}

/* With `what` 0 `count` rows lose the first state[0] rows of U, and their multiples are left; several threads may do so
   with rows of their own. With 1 they have lost them, and U gets what they add. */
void eliminate_rows(int8_t *rows, uint8_t *echelon, int64_t *place, int *order, int *which, int *state, int8_t *multiples,
                    int count, int columns, int prime, int what) {
    const int tiles = (columns + TILE - 1) / TILE, rank = state[0];
    const form f = {rows, (int64_t)(tiles | 1) * TILE, echelon, place, tiles, columns, prime};
    int32_t *sums = malloc(sizeof(int32_t) * TILE * (size_t)(count < TILE ? TILE : count));
    if (what) state[0] = extend(&f, count, rank, order, which, sums);
    else
        for (int k = 0; k < rank; k += LONGEST)
            lose(&f, rows, count, k, rank - k < LONGEST ? rank : k + LONGEST, multiples + k,
                 ((int64_t)rank / 128 + 1) * 128 + TILE, sums);
    free(sums);
}
