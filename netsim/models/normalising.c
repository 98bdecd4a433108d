/* Batch normalisation of (rows, channels), and ReLU behind it where `cut` is 1. Sums over SLAB rows are put together in
   double precision: means and squares of deviations as Chan, Golub and LeVeque do. */

#define SLAB 128
typedef __typeof__((vec){0} < (vec){0}) mask;
#define CUT(value, where) ((vec)((mask)(value) & ~(mask)(where)))
/* The last channels are taken with so many before them that they fill a vector, where there are so many. */
#define FROM(c, channels) ((c) + WIDTH <= (channels) || (channels) < WIDTH ? (c) : (channels) - WIDTH)

/* mean and 1 / sqrt(variance + epsilon) of every channel */
static int measure(const real *in, int64_t rows, int64_t channels, double epsilon, real *mean, real *inverse) {
    double *sums = calloc(2 * channels, sizeof(double)), *squares = sums + channels;
    if (!sums) return 1;
    for (int64_t first = 0; first < rows; first += SLAB) {
        int64_t n = rows - first < SLAB ? rows - first : SLAB;
        const real *slab = in + first * channels;
        double before = first, share = (double)n / (before + n);
        for (int64_t c = 0; c < channels; c += WIDTH) {
            int64_t from = FROM(c, channels), wide = channels < WIDTH ? channels : WIDTH;
            real of_sum[WIDTH], of_square[WIDTH];
            if (wide == WIDTH) {
                vec a = {0}, b = {0}, s = {0}, t = {0};
                const real *p = slab + from;
                int64_t i = 0;
                for (; i + 1 < n; i += 2) a += LOAD(p + i * channels), b += LOAD(p + (i + 1) * channels);
                if (i < n) a += LOAD(p + i * channels);
                a = (a + b) / (real)n;
                for (i = 0; i + 1 < n; i += 2) {
                    vec d = LOAD(p + i * channels) - a, e = LOAD(p + (i + 1) * channels) - a;
                    s += d * d, t += e * e;
                }
                if (i < n) { vec d = LOAD(p + i * channels) - a; s += d * d; }
                *(vec *)of_sum = a, *(vec *)of_square = s + t;
            } else
                for (int64_t v = 0; v < wide; v++) {
                    real a = 0, s = 0;
                    for (int64_t i = 0; i < n; i++) a += slab[i * channels + v];
                    a /= n;
                    for (int64_t i = 0; i < n; i++) { real d = slab[i * channels + v] - a; s += d * d; }
                    of_sum[v] = a, of_square[v] = s;
                }
            for (int64_t v = c - from; v < wide; v++) {
                double apart = of_sum[v] - sums[from + v];
                sums[from + v] += apart * share;
                squares[from + v] += of_square[v] + apart * apart * before * share;
            }
        }
    }
    for (int64_t c = 0; c < channels; c++)
        mean[c] = sums[c], inverse[c] = 1 / __builtin_sqrt(squares[c] / rows + epsilon);
    free(sums);
    return 0;
}

/* out = (in - mean) * scale + shift, and 0 where that is negative if cut */
static void spread(const real *in, int64_t rows, int64_t channels, const real *mean, const real *scale, const real *shift,
            int64_t cut, real *out) {
    const vec zero = {0};
    for (int64_t i = 0; i < rows; i++, in += channels, out += channels)
        if (channels < WIDTH)
            for (int64_t c = 0; c < channels; c++) {
                real y = (in[c] - mean[c]) * scale[c] + shift[c];
                out[c] = cut && y < 0 ? 0 : y;
            }
        else
            for (int64_t begin = 0; begin < channels; begin += WIDTH) {
                int64_t c = FROM(begin, channels);
                vec y = (LOAD(in + c) - LOAD(mean + c)) * LOAD(scale + c) + LOAD(shift + c);
                *(vec *)(out + c) = cut ? CUT(y, y < zero) : y;
            }
}

/* sums over rows of the slopes, and of the slopes times (in - mean) * inverse, where out is not cut */
static int slopes_of(const real *in, const real *out, const real *slopes, int64_t rows, int64_t channels, const real *mean,
              const real *inverse, int64_t cut, real *of_shift, real *of_scale) {
    double *sums = calloc(2 * channels, sizeof(double)), *products = sums + channels;
    if (!sums) return 1;
    const vec zero = {0};
    for (int64_t first = 0; first < rows; first += SLAB) {
        int64_t n = rows - first < SLAB ? rows - first : SLAB, place = first * channels;
        for (int64_t c = 0; c < channels; c += WIDTH) {
            int64_t from = FROM(c, channels), wide = channels < WIDTH ? channels : WIDTH;
            real s[WIDTH], t[WIDTH];
            if (wide == WIDTH) {
                vec a = zero, b = zero, m = LOAD(mean + from);
                for (int64_t i = 0; i < n; i++) {
                    int64_t at = place + i * channels + from;
                    vec g = LOAD(slopes + at);
                    if (cut) g = CUT(g, LOAD(out + at) <= zero);
                    a += g, b += g * (LOAD(in + at) - m);
                }
                *(vec *)s = a, *(vec *)t = b;
            } else
                for (int64_t v = 0; v < wide; v++) {
                    s[v] = t[v] = 0;
                    for (int64_t i = 0; i < n; i++) {
                        int64_t at = place + i * channels + v;
                        real g = cut && out[at] <= 0 ? 0 : slopes[at];
                        s[v] += g, t[v] += g * (in[at] - mean[v]);
                    }
                }
            for (int64_t v = c - from; v < wide; v++) sums[from + v] += s[v], products[from + v] += t[v];
        }
    }
    for (int64_t c = 0; c < channels; c++) of_shift[c] = sums[c], of_scale[c] = products[c] * inverse[c];
    free(sums);
    return 0;
}

/* to = scale * (slope - of_shift / rows - (in - mean) * inverse * of_scale / rows) */
static void back(const real *in, const real *out, const real *slopes, int64_t rows, int64_t channels, const real *mean,
          const real *scale, const real *lower, const real *tilt, int64_t cut, real *to) {
    const vec zero = {0};
    for (int64_t i = 0; i < rows; i++, in += channels, out += channels, slopes += channels, to += channels)
        if (channels < WIDTH)
            for (int64_t c = 0; c < channels; c++) {
                real g = cut && out[c] <= 0 ? 0 : slopes[c];
                to[c] = scale[c] * (g - lower[c] - (in[c] - mean[c]) * tilt[c]);
            }
        else
            for (int64_t begin = 0; begin < channels; begin += WIDTH) {
                int64_t c = FROM(begin, channels);
                vec g = LOAD(slopes + c);
                if (cut) g = CUT(g, LOAD(out + c) <= zero);
                vec from_mean = LOAD(in + c) - LOAD(mean + c);
                *(vec *)(to + c) = LOAD(scale + c) * (g - LOAD(lower + c) - from_mean * LOAD(tilt + c));
            }
}

/* Forward; scale and shift are of each channel, or none; mean and inverse are kept for the way back. */
int normalise(const real *in, int64_t rows, int64_t channels, double epsilon, const real *scale, const real *shift,
              int64_t cut, real *mean, real *inverse, real *out) {
    real *factor = malloc(2 * channels * sizeof(real)), *added = factor + channels;
    int failed = !factor || measure(in, rows, channels, epsilon, mean, inverse);
    for (int64_t c = 0; c < channels && !failed; c++)
        factor[c] = scale ? inverse[c] * scale[c] : inverse[c], added[c] = shift ? shift[c] : 0;
    if (!failed) spread(in, rows, channels, mean, factor, added, cut, out);
    free(factor);
    return failed;
}

/* The way back: slopes at the inputs, and of scale and shift. */
int normal_slopes(const real *in, const real *out, const real *slopes, int64_t rows, int64_t channels,
                  const real *mean, const real *inverse, const real *scale, int64_t cut, real *of_shift,
                  real *of_scale, real *to) {
    real *factor = malloc(3 * channels * sizeof(real)), *lower = factor + channels, *tilt = lower + channels;
    int failed = !factor || slopes_of(in, out, slopes, rows, channels, mean, inverse, cut, of_shift, of_scale);
    for (int64_t c = 0; c < channels && !failed; c++) {
        factor[c] = scale ? inverse[c] * scale[c] : inverse[c];
        lower[c] = of_shift[c] / rows, tilt[c] = of_scale[c] * inverse[c] / rows;
    }
    if (!failed) back(in, out, slopes, rows, channels, mean, factor, lower, tilt, cut, to);
    free(factor);
    return failed;
}
