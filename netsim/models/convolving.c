/* Convolutions, batch normalisation and ReLU on images with the channels last, for one thread of a CPU.

   A convolution reads its neighbourhoods where they are: no matrix of them is written. Outputs fall into classes of
   rows whose neighbourhoods are cut by the edge of the image in the same way (netsim/models/windows.py), so that
   nothing is multiplied with the zeros around an image, and none are written. ROWS outputs with one or two vectors of
   channels each are summed in registers.

   A plan is a list of classes, each of them the numbers
       tall, wide, from, from_y, from_x, to, to_y, to_x, runs, length, then for each run two numbers:
   there are tall * wide rows in a sample; the row (y, x) reads from + y * from_y + x * from_x and writes
   to + y * to_y + x * to_x; it reads `length` numbers of each run, which begins at the first of its numbers from
   there, and is multiplied with rows of the other matrix from the second on. */

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#ifndef REAL
#define REAL float
#endif
typedef REAL real;
#if defined(__AVX512F__)
#define BYTES 64
#define ROWS 8
#elif defined(__AVX__)
#define BYTES 32
#define ROWS 6
#else
#define BYTES 16
#define ROWS 6
#endif
#define WIDTH ((int)(BYTES / sizeof(real)))
#define BLOCK (2 * WIDTH)
typedef real vec __attribute__((vector_size(BYTES), aligned(sizeof(real)), may_alias));
#define INLINE static inline __attribute__((always_inline))
#define LOAD(p) (*(const vec *)(p))

#define HEAD 10

INLINE void block_rows(const int P, const int V, const real *const *a, const real *panel, const int64_t *runs,
                       int64_t num_runs, int64_t length, const real *start, real *const *out, int64_t columns) {
    vec sums[ROWS][2];
    const vec zero = {0};
#pragma GCC unroll 8
    for (int p = 0; p < P; p++)
#pragma GCC unroll 2
        for (int v = 0; v < V; v++) sums[p][v] = start ? LOAD(start + v * WIDTH) : zero;
    for (int64_t r = 0; r < num_runs; r++) {
        const real *b = panel + runs[2 * r + 1] * V * WIDTH;
        const real *row[ROWS];
        const int64_t shift = runs[2 * r];
#pragma GCC unroll 8
        for (int p = 0; p < P; p++) row[p] = a[p] + shift;
        for (int64_t k = 0; k < length; k++, b += V * WIDTH) {
            vec right[2];
#pragma GCC unroll 2
            for (int v = 0; v < V; v++) right[v] = LOAD(b + v * WIDTH);
#pragma GCC unroll 8
            for (int p = 0; p < P; p++) {
                const real left = row[p][k];
#pragma GCC unroll 2
                for (int v = 0; v < V; v++) sums[p][v] += left * right[v];
            }
        }
    }
#pragma GCC unroll 8
    for (int p = 0; p < P; p++) {
        if (columns >= V * WIDTH) {
#pragma GCC unroll 2
            for (int v = 0; v < V; v++) *(vec *)(out[p] + v * WIDTH) = sums[p][v];
        } else {
            real last[2 * WIDTH];
#pragma GCC unroll 2
            for (int v = 0; v < V; v++) *(vec *)(last + v * WIDTH) = sums[p][v];
            memcpy(out[p], last, columns * sizeof(real));
        }
    }
}

#define ONE(P) case P: block_rows(P, V, a, panel, runs, num_runs, length, start, out, columns); break;
INLINE void some_rows(int rows, const int V, const real *const *a, const real *panel, const int64_t *runs,
                      int64_t num_runs, int64_t length, const real *start, real *const *out, int64_t columns) {
    switch (rows) { ONE(1) ONE(2) ONE(3) ONE(4) ONE(5) ONE(6)
#if ROWS > 6
    ONE(7) ONE(8)
#endif
    }
}

static int64_t fill(const int64_t *c, int64_t first, int64_t last, int64_t in_sample, int64_t out_sample,
                    int64_t *from, int64_t *to) {
    int64_t n = 0;
    for (int64_t s = first; s < last; s++)
        for (int64_t y = 0; y < c[0]; y++)
            for (int64_t x = 0; x < c[1]; x++, n++) {
                from[n] = s * in_sample + c[2] + y * c[3] + x * c[4];
                to[n] = s * out_sample + c[5] + y * c[6] + x * c[7];
            }
    return n;
}

/* out[to(row)][column] = start[column] + sum over runs, k of in[from(row) + run + k] * right[run + k][column] */
static int gather(const int64_t *plan, int64_t classes, int64_t samples, int64_t chunk, int64_t most, const real *in,
           int64_t in_sample, const real *panels, int64_t depth, int64_t columns, const real *start, real *out,
           int64_t out_sample) {
    int64_t *from = malloc(2 * most * chunk * sizeof(int64_t)), *to = from + most * chunk;
    if (!from) return 1;
    for (int64_t first = 0; first < samples; first += chunk) {
        int64_t last = first + chunk < samples ? first + chunk : samples;
        const int64_t *c = plan;
        for (int64_t i = 0; i < classes; i++, c += HEAD + 2 * c[8]) {
            int64_t n = fill(c, first, last, in_sample, out_sample, from, to);
            for (int64_t column = 0; column < columns; column += BLOCK) {
                int64_t left = columns - column;
                const real *panel = panels + depth * column, *begin = start ? start + column : NULL;
                for (int64_t row = 0; row < n; row += ROWS) {
                    const real *a[ROWS];
                    real *o[ROWS];
                    int rows = n - row < ROWS ? n - row : ROWS;
                    for (int p = 0; p < rows; p++) a[p] = in + from[row + p], o[p] = out + to[row + p] + column;
                    if (left > WIDTH)
                        some_rows(rows, 2, a, panel, c + HEAD, c[8], c[9], begin, o, left);
                    else
                        some_rows(rows, 1, a, panel, c + HEAD, c[8], c[9], begin, o, left);
                }
            }
        }
    }
    free(from);
    return 0;
}

INLINE void block_sums(const int P, const int V, const real *in, const real *slopes, const int64_t *from,
                       const int64_t *to, int64_t n, real *out, int64_t stride) {
    vec sums[ROWS][2];
    const vec zero = {0};
#pragma GCC unroll 8
    for (int p = 0; p < P; p++)
#pragma GCC unroll 2
        for (int v = 0; v < V; v++) sums[p][v] = zero;
    for (int64_t i = 0; i < n; i++) {
        const real *left = in + from[i], *right = slopes + to[i];
        vec g[2];
#pragma GCC unroll 2
        for (int v = 0; v < V; v++) g[v] = LOAD(right + v * WIDTH);
#pragma GCC unroll 8
        for (int p = 0; p < P; p++) {
            const real x = left[p];
#pragma GCC unroll 2
            for (int v = 0; v < V; v++) sums[p][v] += x * g[v];
        }
    }
#pragma GCC unroll 8
    for (int p = 0; p < P; p++)
#pragma GCC unroll 2
        for (int v = 0; v < V; v++) *(vec *)(out + p * stride + v * WIDTH) += sums[p][v];
}

#define SUM(P) case P: block_sums(P, V, in, slopes, from, to, n, out, stride); break;
INLINE void some_sums(int rows, const int V, const real *in, const real *slopes, const int64_t *from,
                      const int64_t *to, int64_t n, real *out, int64_t stride) {
    switch (rows) { SUM(1) SUM(2) SUM(3) SUM(4) SUM(5) SUM(6)
#if ROWS > 6
    SUM(7) SUM(8)
#endif
    }
}

/* out[k][unit] += sum over rows of in[from(row) + k] * slopes[to(row)][unit]; slopes have room of a BLOCK behind */
static int weigh(const int64_t *plan, int64_t classes, int64_t samples, int64_t chunk, int64_t most, const real *in,
          int64_t in_sample, const real *slopes, int64_t out_sample, int64_t units, real *out, int64_t stride) {
    int64_t *from = malloc(2 * most * chunk * sizeof(int64_t)), *to = from + most * chunk;
    real *tail = NULL;
    int64_t odd = units % WIDTH, whole = units - odd;
    if (odd) tail = malloc(most * chunk * WIDTH * sizeof(real));
    int64_t *places = malloc(most * chunk * sizeof(int64_t));
    if (!from || !places || (odd && !tail)) { free(from); free(tail); free(places); return 1; }
    for (int64_t i = 0; i < most * chunk; i++) places[i] = i * WIDTH;
    for (int64_t first = 0; first < samples; first += chunk) {
        int64_t last = first + chunk < samples ? first + chunk : samples;
        const int64_t *c = plan;
        for (int64_t i = 0; i < classes; i++, c += HEAD + 2 * c[8]) {
            int64_t n = fill(c, first, last, in_sample, out_sample, from, to), length = c[9];
            if (odd)
                for (int64_t row = 0; row < n; row++)
                    for (int64_t v = 0; v < WIDTH; v++)
                        tail[row * WIDTH + v] = v < odd ? slopes[to[row] + whole + v] : 0;
            for (int64_t r = 0; r < c[8]; r++) {
                const real *begin = in + c[HEAD + 2 * r];
                real *rows = out + c[HEAD + 2 * r + 1] * stride;
                for (int64_t k = 0; k < length; k += ROWS) {
                    int count = length - k < ROWS ? length - k : ROWS;
                    for (int64_t unit = 0; unit < whole; unit += BLOCK) {
                        real *o = rows + k * stride + unit;
                        if (whole - unit > WIDTH) some_sums(count, 2, begin + k, slopes + unit, from, to, n, o, stride);
                        else some_sums(count, 1, begin + k, slopes + unit, from, to, n, o, stride);
                    }
                    if (odd) some_sums(count, 1, begin + k, tail, from, places, n, rows + k * stride + whole, stride);
                }
            }
        }
    }
    free(from); free(tail); free(places);
    return 0;
}

/* panels of right[k][column] = in[k * by_row + column * by_column], (columns / BLOCK, depth, BLOCK or WIDTH) */
static void pack(const real *in, int64_t depth, int64_t columns, int64_t by_row, int64_t by_column, real *panels) {
    for (int64_t column = 0; column < columns; column += BLOCK) {
        int64_t left = columns - column, wide = left > WIDTH ? BLOCK : WIDTH;
        int64_t count = left < wide ? left : wide;
        real *panel = panels + depth * column;
        for (int64_t k = 0; k < depth; k++, panel += wide) {
            const real *row = in + k * by_row + column * by_column;
            for (int64_t v = 0; v < count; v++) panel[v] = row[v * by_column];
            for (int64_t v = count; v < wide; v++) panel[v] = 0;
        }
    }
}

/* out[column][row] = in[row][column] */
static void turn(const real *in, int64_t rows, int64_t columns, int64_t stride, real *out) {
    for (int64_t c = 0; c < columns; c++)
        for (int64_t r = 0; r < rows; r++) out[c * rows + r] = in[r * stride + c];
}

/* Channels are taken so many at a time. */
int width(void) { return WIDTH; }

/* The outputs of a convolution; weight: (models, units, depth), bias: (models, units) or none. */
int outputs(const int64_t *plan, int64_t classes, int64_t samples, int64_t chunk, int64_t most, int64_t models,
            const real *in, int64_t in_sample, int64_t channels, const real *weight, int64_t depth, int64_t units,
            const real *bias, real *out, int64_t out_sample) {
    int64_t room = (units + WIDTH - 1) / WIDTH * WIDTH;
    real *panels = malloc((depth + 1) * room * sizeof(real)), *start = panels + depth * room;
    int failed = !panels;
    for (int64_t m = 0; m < models && !failed; m++) {
        pack(weight + m * units * depth, depth, units, 1, depth, panels);
        for (int64_t unit = 0; unit < room; unit++) start[unit] = bias && unit < units ? bias[m * units + unit] : 0;
        failed = gather(plan, classes, samples, chunk, most, in + m * channels, in_sample, panels, depth, units,
                        start, out + m * units, out_sample);
    }
    free(panels);
    return failed;
}

/* The slopes at its inputs; weight: (models, units, taps, channels). */
int input_slopes(const int64_t *plan, int64_t classes, int64_t samples, int64_t chunk, int64_t most, int64_t models,
                 const real *slopes, int64_t out_sample, int64_t units, const real *weight, int64_t taps,
                 int64_t channels, real *out, int64_t in_sample) {
    int64_t room = (channels + WIDTH - 1) / WIDTH * WIDTH, depth = taps * units;
    real *panels = malloc(depth * (room + channels) * sizeof(real)), *rows = panels + depth * room;
    int failed = !panels;
    for (int64_t m = 0; m < models && !failed; m++) {
        for (int64_t tap = 0; tap < taps; tap++)
            for (int64_t unit = 0; unit < units; unit++)
                memcpy(rows + (tap * units + unit) * channels, weight + ((m * units + unit) * taps + tap) * channels,
                       channels * sizeof(real));
        pack(rows, depth, channels, channels, 1, panels);
        failed = gather(plan, classes, samples, chunk, most, slopes + m * units, out_sample, panels, depth, channels,
                        NULL, out + m * channels, in_sample);
    }
    free(panels);
    return failed;
}

/* The slopes of its weights, (models, units, depth); sums of so many samples are put together. */
int weight_slopes(const int64_t *plan, int64_t classes, int64_t samples, int64_t chunk, int64_t most, int64_t models,
                  const real *in, int64_t in_sample, int64_t channels, const real *slopes, int64_t out_sample,
                  int64_t units, int64_t depth, int64_t piece, real *out) {
    int64_t room = (units + WIDTH - 1) / WIDTH * WIDTH, size = depth * room;
    real *total = malloc(2 * size * sizeof(real)), *sums = total + size;
    int failed = !total;
    for (int64_t m = 0; m < models && !failed; m++) {
        memset(total, 0, size * sizeof(real));
        for (int64_t first = 0; first < samples && !failed; first += piece) {
            int64_t count = samples - first < piece ? samples - first : piece;
            memset(sums, 0, size * sizeof(real));
            failed = weigh(plan, classes, count, chunk, most, in + first * in_sample + m * channels, in_sample,
                           slopes + first * out_sample + m * units, out_sample, units, sums, room);
            for (int64_t i = 0; i < size; i++) total[i] += sums[i];
        }
        turn(total, depth, units, room, out + m * units * depth);
    }
    free(total);
    return failed;
}
